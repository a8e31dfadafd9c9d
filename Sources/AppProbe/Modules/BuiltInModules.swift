/// The modules that there are when nobody has written a configuration file: those under whose names
/// blackbox_exporter's users look for the usual probes.
enum BuiltInModules {
  static let text = """
    modules:
      http_2xx: {prober: http}
      http_post_2xx: {prober: http, http: {method: POST}}
      tcp_connect: {prober: tcp}
      tls_connect: {prober: tcp, tcp: {tls: true}}
      ssh_banner: {prober: tcp, tcp: {query_response: [{expect: "^SSH-2\\\\.0-"}]}}
      grpc: {prober: grpc, grpc: {tls: true}}
      grpc_plain: {prober: grpc}
      icmp: {prober: icmp}
    """
}
