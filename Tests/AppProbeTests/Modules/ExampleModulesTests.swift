import Testing

@testable import AppProbe

/// The combinations of options that blackbox_exporter's two example files have, with values of our own: a
/// file that was begun from one of them loads as it is.
@Suite struct ExampleModulesTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let kind: String
    var timeout: String?
    var options: String?

    init(_ kind: String, timeout: String? = nil, _ options: String? = nil) {
      (self.kind, self.timeout, self.options) = (kind, timeout, options)
    }

    var yaml: String {
      let timeout = timeout.map { "\ntimeout: \($0)" } ?? ""
      return "prober: \(kind)\(timeout)" + (options.map { "\n\(kind): \($0)" } ?? "")
    }

    var testDescription: String { yaml }
  }

  static let examples = [
    // Of the long one.
    Example(
      "http", timeout: "5s",
      """
      {valid_http_versions: ["HTTP/1.1", "HTTP/2.0"], valid_status_codes: [], method: GET,
       headers: {Host: a.example, Accept-Language: fr, Origin: example.org}, follow_redirects: true,
       fail_if_ssl: false, fail_if_not_ssl: false, fail_if_body_matches_regexp: [gone],
       fail_if_body_not_matches_regexp: [here],
       fail_if_header_matches: [{header: Set-Cookie, allow_missing: true, regexp: '.*'}],
       fail_if_header_not_matches: [{header: Vary, regexp: '(\\*|example\\.org)'}],
       tls_config: {insecure_skip_verify: false}, preferred_ip_protocol: "ip4",
       ip_protocol_fallback: false}
      """),
    Example("http", "{proxy_url: 'http://127.0.0.1:8080', skip_resolve_phase_with_proxy: true}"),
    Example(
      "http",
      "{proxy_url: 'http://127.0.0.1:8080', proxy_connect_header: {Proxy-Authorization: [Bearer x]}}"
    ),
    Example(
      "http", timeout: "5s", "{method: POST, headers: {Content-Type: application/json}, body: '[]'}"
    ),
    Example("http", timeout: "5s", "{accept_any_response: true, method: GET}"),
    Example("http", timeout: "5s", "{method: POST, body_file: /nowhere/vote}"),
    Example(
      "http", timeout: "5s",
      "{method: POST, headers: {Host: a.example}, basic_auth: {username: me, password: secret}}"),
    Example(
      "http", timeout: "5s",
      #"{method: GET, fail_if_body_json_not_matches_cel: "body.a == 'b' && body.c.startsWith('d')"}"#
    ),
    Example(
      "http", timeout: "5s",
      """
      {valid_http_versions: ["HTTP/1.1", "HTTP/2"], follow_redirects: true, preferred_ip_protocol: "ip4",
       valid_status_codes: [200, 201],
       oauth2: {client_id: me, client_secret: secret, token_url: "https://login.example/token",
                endpoint_params: {grant_type: client_credentials}}}
      """),
    Example("http", "{method: GET, tls_config: {ca_file: /nowhere/ca.crt}}"),
    Example("http", "{method: GET, compression: gzip}"),
    Example("http", "{method: GET, compression: gzip, headers: {Accept-Encoding: gzip}}"),
    Example("tcp", timeout: "5s", "{tls: true}"),
    Example("tcp", timeout: "5s"),
    Example(
      "tcp", timeout: "5s",
      #"{query_response: [{expect: "A.*B"}, {send: "c\r"}, {starttls: true}, {expect: "^D ([^ ]+) (.+)$"}]}"#
    ),
    Example(
      "tcp", timeout: "5s",
      #"{query_response: [{send: "a b :c"}, {expect: "D :([^ ]+)", send: "E ${1}"}, {expect: "^:[^ ]+ 1"}]}"#
    ),
    Example(
      "tcp", timeout: "30s",
      #"""
      {query_response: [{send: "A\r"}, {send: "\r"}, {expect: B}], tls: true,
       tls_config: {insecure_skip_verify: false, ca_file: /nowhere/ca.crt}}
      """#),
    Example(
      "tcp", timeout: "30s",
      "{tls: true, tls_config: {insecure_skip_verify: true, ca_file: /nowhere/ca.crt}}"),
    Example(
      "icmp", timeout: "5s", "{preferred_ip_protocol: \"ip4\", source_ip_address: \"127.0.0.1\"}"),
    Example(
      "dns", timeout: "5s",
      #"""
      {query_name: "a.example", query_type: "A", valid_rcodes: [NOERROR],
       validate_answer_rrs: {fail_if_matches_regexp: [".*192.0.2.1"],
         fail_if_all_match_regexp: [".*192.0.2.1"],
         fail_if_not_matches_regexp: ["a.example.\t60\tIN\tA\t192.0.2.1"],
         fail_if_none_matches_regexp: ["192.0.2.1"]},
       validate_authority_rrs: {fail_if_matches_regexp: [".*192.0.2.1"]},
       validate_additional_rrs: {fail_if_matches_regexp: [".*192.0.2.1"]}}
      """#),
    Example("dns", "{query_name: example.org, query_type: \"SOA\"}"),
    Example(
      "dns", "{transport_protocol: \"tcp\", preferred_ip_protocol: \"ip4\", query_name: a.example}"),
    // Of the short one.
    Example("http", "{preferred_ip_protocol: \"ip4\"}"),
    Example("http", "{method: POST}"),
    Example("tcp"),
    Example(
      "tcp",
      #"{query_response: [{expect: "^+OK"}], tls: true, tls_config: {insecure_skip_verify: false}}"#
    ),
    Example("grpc", "{tls: true, preferred_ip_protocol: \"ip4\"}"),
    Example("grpc", "{tls: false, service: \"votes\"}"),
    Example("tcp", #"{query_response: [{expect: "^SSH-2.0-"}, {send: "SSH-2.0-us"}]}"#),
    Example(
      "tcp", timeout: "5s",
      #"""
      {query_response: [{expect: "^SSH-2.0-([^ -]+)(?: (.*))?$",
        labels: [{name: version, value: "${1}"}, {name: comment, value: "${2}"}]}]}
      """#),
    Example("icmp"),
    Example("icmp", timeout: "5s", "{ttl: 5}"),
  ]

  @Test(arguments: examples) func anExampleLoadsAndCanBeProbedWith(_ example: Example) throws {
    let module = try module(example.yaml)
    #expect(type(of: module.prober).kind == example.kind)
    #expect(module.timeout == (try example.timeout.map { try Duration(flag: $0) }))
  }

  /// One module of the short file cannot be done, and is no reason to refuse the others.
  @Test func theExampleOverHTTP3LoadsAndSaysWhyItsProbesFail() throws {
    let module = try module(
      """
      prober: http
      http: {preferred_ip_protocol: "ip4", enable_http3: true, enable_http2: false, valid_http_versions: ["HTTP/3.0"]}
      """)
    #expect(
      (module.prober as? UnbuiltProber)?.reason
        == "HTTP/3 is not built into app-probe: take 'enable_http3' out")
  }
}
