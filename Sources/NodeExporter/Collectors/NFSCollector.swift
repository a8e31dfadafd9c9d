import Shared

/// Requests that this host made to NFS servers, from `/proc/net/rpc/nfs`.
struct NFSCollector: Collector {
  let name = "nfs"
  private let statistics: KernelFile

  init(_ host: HostPaths) {
    statistics = host.proc.file("net/rpc/nfs")
  }

  func collect(into metrics: inout MetricWriter) throws {
    try Self.meaning.write(statistics, into: &metrics)
  }

  private static let meaning = RPCStatistics(table: table, requests: requests)

  private static let table = ColumnTable([
    "net": [
      nil, .labelled("node_nfs_packets_total", "protocol", "udp", "Packets, by protocol."),
      .labelled("node_nfs_packets_total", "protocol", "tcp", "Packets, by protocol."),
      .counter("node_nfs_connections_total", "Connections over TCP."),
    ],
    "rpc": [
      .counter("node_nfs_rpcs_total", "Calls to servers."),
      .counter("node_nfs_rpc_retransmissions_total", "Calls that were sent again."),
      .counter(
        "node_nfs_rpc_authentication_refreshes_total", "Times that authentication was renewed."),
    ],
  ])

  private static let requests: [String: RequestCounts] = {
    let header = FamilyHeader("node_nfs_requests_total", .counter, "Calls by procedure.")
    return [
      "proc2": RequestCounts(header, proto: "2", NFSProcedures.version2),
      "proc3": RequestCounts(header, proto: "3", NFSProcedures.version3),
      "proc4": RequestCounts(header, proto: "4", NFSProcedures.version4OfClient),
    ]
  }()
}
