import Foundation
import Shared
import TestSupport
import Testing
import YAML

@testable import AppProbe

/// A configuration of one module, `m`.
func module(_ yaml: String, file: String = "blackbox.yml") throws -> Module {
  let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
  let text = "modules:\n  m:\n" + lines.map { "    \($0)\n" }.joined()
  let configuration = try ProbeConfiguration(YAMLDocument(text, name: file), file: file)
  return try #require(configuration.modules[ExactName("m")])
}

@Suite struct ProbeConfigurationTests {
  private func configuration(_ yaml: String) throws -> ProbeConfiguration {
    try ProbeConfiguration(YAMLDocument(yaml, name: "blackbox.yml"), file: "blackbox.yml")
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/etc/prometheus/blackbox.yml"))
  ) func debiansFileLoadsUnchanged() throws {
    let configuration = try ProbeConfiguration(file: "/etc/prometheus/blackbox.yml")
    #expect(configuration.modules[ExactName("http_2xx")]?.prober is HTTPProber)
    #expect(configuration.modules[ExactName("icmp_ttl5")]?.timeout == .seconds(5))
    #expect(configuration.warnings.isEmpty)
  }

  /// The longer one of the project's examples, as Debian ships it.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: debiansExample)))
  func debiansExampleLoadsUnchanged() throws {
    let configuration = try ProbeConfiguration(file: Self.debiansExample)
    #expect(configuration.modules.count >= 16)
    #expect(configuration.modules[ExactName("dns_tcp_example")]?.prober is DNSProber)
    // Old spellings are taken, and told of.
    #expect(configuration.warnings.allSatisfy { $0.contains("it is deprecated: write") })
  }

  private static let debiansExample =
    "/usr/share/doc/prometheus-blackbox-exporter/examples/example.yml"

  /// What the examples of blackbox_exporter combine.
  @Test func everythingThatUsersWriteLoads() throws {
    let configuration = try configuration(Self.allOptions)
    #expect(configuration.modules.count == 18)
    #expect(
      configuration.warnings == [
        """
        blackbox.yml:111: modules.http3.prober: probes with this module fail: HTTP/3 is not built into \
        app-probe: take 'enable_http3' out
        """
      ])
  }

  @Test func whatIsShownIsReadAsTheSameAgain() throws {
    let shown = try configuration(Self.allOptions).yaml
    #expect(try configuration(shown).yaml == shown)
  }

  @Test func noSecretIsShown() throws {
    let configuration = try configuration(Self.allOptions)
    #expect(!configuration.yaml.contains("hidden"))
    #expect(configuration.yaml.contains("password: <secret>"))
    #expect(configuration.yaml.contains("http://proxy:<secret>@127.0.0.1:3128"))
    #expect(!String(reflecting: configuration.modules.map(\.value.settings)).contains("hidden"))
  }

  @Test func noSecretOfAJourneyIsShown() throws {
    let configuration = try configuration(
      """
      modules:
        shop:
          prober: journey
          journey:
            variables: {user: probe, login_password: hidden}
            secrets: {one: hidden, two: {file: /run/hidden}}
            cookies: {session: hidden}
            http:
              basic_auth: {username: probe, password: hidden}
              proxy_url: "http://me:hidden@127.0.0.1:3128"
            steps:
              - {name: in, url: "/${user}", headers: {X-Key: hidden}, form: {p: hidden, q: "${one}"}}
              - {name: say, url: /say, body: hidden}
      """)
    #expect(!configuration.yaml.contains("hidden"))
    #expect(configuration.yaml.contains("user: probe"))
    #expect(configuration.yaml.contains("http://me:<secret>@127.0.0.1:3128"))
    #expect(!String(reflecting: configuration.modules.map(\.value.settings)).contains("hidden"))
  }

  @Test func mappingsCanBeMergedFromAnchors() throws {
    let configuration = try configuration(
      """
      modules:
        one: &one
          prober: http
          timeout: 3s
        two:
          <<: *one
          http: {method: HEAD}
      """)
    let two = try #require(configuration.modules[ExactName("two")])
    #expect(two.timeout == .seconds(3))
    #expect((two.prober as? HTTPProber)?.method == "HEAD")
  }

  @Test func theDefaultsOfAModuleAreShown() throws {
    #expect(
      try configuration("modules: {web: {prober: http, timeout: 5s}}").yaml == """
        modules:
          web:
            prober: http
            timeout: 5s
            http:
              method: GET
              accept_any_response: false
              fail_if_ssl: false
              fail_if_not_ssl: false
              proxy_from_environment: false
              tls_config:
                insecure_skip_verify: false
              follow_redirects: true
              enable_http2: true
              preferred_ip_protocol: ip6
              ip_protocol_fallback: true
              skip_resolve_phase_with_proxy: false
              enable_http3: false

        """)
  }

  @Test func withoutAFileThereAreTheUsualModules() throws {
    let configuration = try ProbeConfiguration.builtIn(file: "blackbox.yml")
    #expect(configuration.isBuiltIn)
    for name in ["http_2xx", "http_post_2xx", "tcp_connect", "icmp", "grpc", "ssh_banner"] {
      #expect(configuration.modules[ExactName(name)] != nil, "\(name)")
    }
    let banner = configuration.modules[ExactName("ssh_banner")]?.prober as? TCPProber
    #expect(banner?.conversation.first?.expect?.matches("SSH-2.0-OpenSSH_9.2") == true)
  }

  @Test func filesAreLookedForBesideTheConfiguration() throws {
    let folder = try TemporaryFolder(["body.txt": "x"])
    let prober = try module(
      "prober: http\nhttp: {body_file: body.txt, bearer_token_file: /run/token}",
      file: "\(folder.path)/blackbox.yml"
    ).prober
    let http = try #require(prober as? HTTPProber)
    guard case .file(let path) = http.body else { throw Missing("the body's file") }
    #expect(path == "\(folder.path)/body.txt")
    #expect(http.client.authorization?.credentials == .file("/run/token"))
  }

  private struct Missing: Error {
    let what: String
    init(_ what: String) { self.what = what }
  }
}

extension ProbeConfigurationTests {
  fileprivate static let allOptions = #"""
    modules:
      page:
        prober: http
        timeout: 5s
        http:
          valid_http_versions: ["HTTP/1.1", "HTTP/2.0", "HTTP/2"]
          valid_status_codes: []
          method: GET
          headers: {Host: vhost.example.org, Accept-Language: fr, Cookie: "a=hidden"}
          http_headers:
            X-Trace: {values: [a, b], secrets: [hidden], files: [/run/trace]}
            X-Api-Key: {values: [hidden]}
          follow_redirects: true
          fail_if_ssl: false
          fail_if_body_matches_regexp: ["database is (gone|away)"]
          fail_if_body_not_matches_regexp: ["Cats vs Dogs"]
          fail_if_header_matches: [{header: Set-Cookie, allow_missing: true, regexp: '.*'}]
          fail_if_header_not_matches: [{header: Allow, regexp: '(\*|example\.org)'}]
          tls_config: {insecure_skip_verify: false, min_version: TLS12, server_name: a.example.org}
          preferred_ip_protocol: "ip4"
          ip_protocol_fallback: false
          body_size_limit: 1.5MiB
      proxied:
        prober: http
        http:
          proxy_url: "http://proxy:hidden@127.0.0.1:3128"
          no_proxy: localhost
          skip_resolve_phase_with_proxy: true
          proxy_connect_header: {Proxy-Authorization: [Bearer hidden]}
      posted:
        prober: http
        http: {method: POST, headers: {Content-Type: application/json}, body: '{"a": "é\n"}'}
      from_file:
        prober: http
        http: {method: POST, body_file: "/nowhere/body.txt", accept_any_response: true}
      with_login:
        prober: http
        http: {basic_auth: {username: "me: ", password: hidden}, compression: gzip}
      with_token:
        prober: http
        http: {authorization: {credentials: hidden}, enable_http2: false}
      cel:
        prober: http
        http:
          fail_if_body_json_not_matches_cel: "body.foo == 'bar' && body.baz.startsWith('q')"
          fail_if_body_json_matches_cel: 'body.state == "bad"'
      with_client:
        prober: http
        http:
          valid_status_codes: [200, 201]
          oauth2:
            client_id: "vigie"
            client_secret: "hidden"
            token_url: "https://api.example.org/token"
            scopes: [read]
            endpoint_params: {grant_type: "client_credentials", client_key: hidden}
            tls_config: {ca_file: /nowhere/ca.crt}
      gzipped:
        prober: http
        http:
          compression: gzip
          headers: {Accept-Encoding: "br;q=0.5, gzip"}
          tls_config: {ca_file: "/nowhere/ca.crt", cert_file: /nowhere/c.crt, key_file: /nowhere/c.key}
      mail:
        prober: tcp
        timeout: 30s
        tcp:
          tls_config: {ca_file: "/nowhere/ca.crt"}
          query_response:
            - expect: "^220 ([^ ]+) ESMTP (.+)$"
              labels: [{name: host, value: "${1}"}]
            - send: "EHLO prober\r"
            - expect: "^250-STARTTLS"
            - starttls: true
            - expect_bytes: "ok"
            - expect: "PING :([^ ]+)"
              send: "PONG ${1}"
      socket:
        prober: unix
        unix: {query_response: [{expect: "^+OK"}], tls: true}
      ping:
        prober: icmp
        icmp:
          preferred_ip_protocol: "ip4"
          source_ip_address: "127.0.0.1"
          ttl: 5
          payload_size: 64
          dont_fragment: true
      zone:
        prober: dns
        timeout: 1m30s
        dns:
          query_name: "www.example.org"
          query_type: "A"
          query_class: CH
          recursion_desired: false
          transport_protocol: "tcp"
          dns_over_tls: true
          valid_rcodes: [NOERROR, NXDOMAIN]
          validate_answer_rrs:
            fail_if_matches_regexp: [".*127.0.0.1"]
            fail_if_all_match_regexp: [".*127.0.0.1"]
            fail_if_not_matches_regexp: ["www.example.org.\t300\tIN\tA\t127.0.0.1"]
            fail_if_none_matches_regexp: ["127.0.0.1"]
          validate_authority_rrs: {fail_if_matches_regexp: [".*127.0.0.1"]}
          validate_additional_rrs: {fail_if_matches_regexp: [".*127.0.0.1"]}
      health:
        prober: grpc
        grpc: {service: "service1", tls: true, metadata: {x-tenant: [a], authorization: hidden}}
      http3:
        prober: http
        http: {enable_http3: true, enable_http2: false, valid_http_versions: ["HTTP/3.0"]}
      empty:
        prober: http
        http:
      socket_of_the_web:
        prober: websocket
        websocket:
          http_config: {bearer_token: hidden, tls_config: {insecure_skip_verify: true}}
          headers: {Origin: {values: ["https://a.example"]}, X-Two: {secrets: [hidden]}}
          query_response: [{expect: "^hello (.*)", send: "I am ${1}"}]
      both:
        prober: tcp
        http: {method: GET}
    """#
}
