import Shared
import Testing
import YAML

@testable import AppProbe

@Suite struct ModuleOptionsTests {
  struct Mistake: CustomTestStringConvertible, Sendable {
    let yaml: String
    let complaint: String
    var testDescription: String { complaint }

    init(_ yaml: String, _ complaint: String) {
      self.yaml = yaml
      self.complaint = complaint
    }
  }

  /// Each with where it is, which key, and what to do.
  @Test(arguments: [
    Mistake("prober: htp", "blackbox.yml:3: modules.m.prober: 'htp' is not one of http, tcp, "),
    Mistake("timeout: 5s", "blackbox.yml:3: modules.m: 'prober' is missing"),
    Mistake(
      "prober: http\nhttp: {metod: GET}",
      "blackbox.yml:4: modules.m.http: unknown key 'metod'; did you mean 'method'?"),
    Mistake(
      "prober: tcp\nhttp: {metod: GET}",
      "blackbox.yml:4: modules.m.http: unknown key 'metod'; did you mean 'method'?"),
    Mistake(
      "prober: http\ntimeout: 5",
      "blackbox.yml:4: modules.m.timeout: '5' is not a duration such as 5s, 500ms or 1m30s"),
    Mistake(
      "prober: http\nhttp: {body: a, body_file: b}",
      "modules.m.http.body_file: there is 'body' too; leave one of them out"),
    Mistake(
      "prober: http\nhttp: {bearer_token: a, bearer_token_file: b}",
      "modules.m.http.bearer_token_file: there is 'bearer_token' too; leave one of them out"),
    Mistake(
      "prober: http\nhttp: {basic_auth: {username: a}, bearer_token: b}",
      "modules.m.http.bearer_token: there is 'basic_auth' too;"),
    Mistake(
      "prober: http\nhttp: {basic_auth: {password: a, password_file: b}}",
      "modules.m.http.basic_auth.password_file: there is 'password' too"),
    Mistake(
      "prober: http\nhttp: {authorization: {type: Basic, credentials: a}}",
      "modules.m.http.authorization.type: for Basic, write 'basic_auth'"),
    Mistake(
      "prober: http\nhttp: {authorization: {type: Bearer}}",
      "modules.m.http.authorization: 'credentials' or 'credentials_file' is missing"),
    Mistake(
      "prober: http\nhttp: {oauth2: {client_id: a, client_secret: b}}",
      "modules.m.http.oauth2: 'token_url' is missing"),
    Mistake(
      "prober: http\nhttp: {compression: gzip, headers: {accept-encoding: br}}",
      "modules.m.http.compression: the module's Accept-Encoding header does not ask for gzip"),
    Mistake(
      "prober: http\nhttp: {compression: gzip, headers: {Accept-Encoding: '*;q=0.0'}}",
      "modules.m.http.compression: the module's Accept-Encoding header does not ask for gzip"),
    Mistake(
      "prober: http\nhttp: {compression: zip}",
      "modules.m.http.compression: 'zip' is not one of gzip, br, deflate, identity"),
    Mistake(
      "prober: http\nhttp: {fail_if_ssl: true, fail_if_not_ssl: true}",
      "modules.m.http.fail_if_not_ssl: with 'fail_if_ssl' too, every probe would fail"),
    Mistake(
      "prober: http\nhttp: {fail_if_body_matches_regexp: ['a', ':[']}",
      "modules.m.http.fail_if_body_matches_regexp[1]: ':[' is not a regular expression"),
    Mistake(
      "prober: http\nhttp: {fail_if_header_matches: [{regexp: a}]}",
      "modules.m.http.fail_if_header_matches[0]: 'header' is missing"),
    Mistake(
      "prober: http\nhttp: {body_size_limit: 5 apples}",
      "modules.m.http.body_size_limit: '5 apples' is not a size such as 512B, 10KB or 1MB"),
    Mistake(
      "prober: http\nhttp: {valid_http_versions: ['1.1']}",
      "modules.m.http.valid_http_versions: '1.1' is not one of HTTP/1.0"),
    Mistake(
      "prober: http\nhttp: {valid_status_codes: [20]}",
      "modules.m.http.valid_status_codes[0]: 20 is less than 100"),
    Mistake(
      "prober: http\nhttp: {headers: {\"a b\": c}}",
      "modules.m.http.headers.'a b': the name cannot be that of a header"),
    Mistake(
      "prober: http\nhttp: {headers: {a: \"hidden\\nX: y\"}}",
      "modules.m.http.headers.a: a header's value is one line"),
    Mistake(
      "prober: http\nhttp: {proxy_url: 'a:hidden@proxy'}",
      "modules.m.http.proxy_url: a proxy's URL begins with http://"),
    Mistake(
      "prober: http\nhttp: {no_proxy: a}",
      "modules.m.http.no_proxy: it is of use only with 'proxy_url'"),
    Mistake(
      "prober: http\nhttp: {proxy_from_environment: true, proxy_url: 'http://a'}",
      "modules.m.http.proxy_url: there is 'proxy_from_environment' too"),
    Mistake(
      "prober: tcp\ntcp: {tls_config: {cert_file: a}}",
      "modules.m.tcp.tls_config.cert_file: 'key_file' is missing"),
    Mistake(
      "prober: tcp\ntcp: {tls_config: {min_version: TLS13, max_version: TLS12}}",
      "modules.m.tcp.tls_config.min_version: it is above 'max_version'"),
    Mistake(
      "prober: tcp\ntcp: {source_ip_address: here}",
      "modules.m.tcp.source_ip_address: 'here' is not an IP address"),
    Mistake(
      "prober: tcp\ntcp: {preferred_ip_protocol: ipv4}",
      "modules.m.tcp.preferred_ip_protocol: 'ipv4' is not one of ip4, ip6"),
    Mistake(
      "prober: tcp\ntcp: {query_response: [{expect: '('}]}",
      "modules.m.tcp.query_response[0].expect: '(' is not a regular expression"),
    Mistake(
      "prober: unix\nunix: {query_response: [{labels: [{name: 1a}]}]}",
      "modules.m.unix.query_response[0].labels[0].name: '1a' cannot be the name of a label"),
    Mistake("prober: dns\ndns: {query_name: a..b}", "m.dns.query_name: it is not a domain name"),
    Mistake("prober: dns", "modules.m: 'query_name' is missing"),
    Mistake(
      "prober: dns\ndns: {query_name: a, query_type: AAAAA}",
      "modules.m.dns.query_type: it is no type of records such as A"),
    Mistake(
      "prober: dns\ndns: {query_name: a, query_class: X}",
      "modules.m.dns.query_class: it is no class such as IN"),
    Mistake(
      "prober: dns\ndns: {query_name: a, valid_rcodes: [NOERROR, NOPE]}",
      "modules.m.dns.valid_rcodes[1]: it is no response code such as NOERROR"),
    Mistake(
      "prober: dns\ndns: {query_name: a, validate_answer_rrs: {fail_if_matches_regexp: [':[']}}",
      "modules.m.dns.validate_answer_rrs.fail_if_matches_regexp[0]: ':[' is not a regular"),
    Mistake(
      "prober: dns\ndns: {query_name: a, dns_over_tls: true, transport_protocol: udp}",
      "modules.m.dns.transport_protocol: DNS over TLS is over tcp"),
    Mistake(
      "prober: websocket\nwebsocket: {query_response: [{expect: ':['}]}",
      "modules.m.websocket.query_response[0].expect: ':[' is not a regular"),
    Mistake(
      "prober: websocket\nwebsocket: {headers: {X-A: {values: [\"hidden\\nX: y\"]}}}",
      "modules.m.websocket.headers.X-A: a header's value is one line"),
    Mistake(
      "prober: websocket\nwebsocket: {http_config: {basic_auth: {username: a}, bearer_token: b}}",
      "modules.m.websocket.http_config.bearer_token: there is 'basic_auth' too"),
    Mistake("prober: icmp\nicmp: {ttl: -1}", "modules.m.icmp.ttl: -1 is less than 0"),
    Mistake("prober: icmp\nicmp: {ttl: 256}", "modules.m.icmp.ttl: 256 is more than 255"),
  ])
  func aMistakeIsFoundWhenTheFileIsLoaded(_ mistake: Mistake) throws {
    let error = try #require(throws: (any Error).self) { try module(mistake.yaml) }
    #expect("\(error)".hasPrefix("blackbox.yml:"))
    #expect("\(error)".contains(mistake.complaint))
    #expect(!"\(error)".contains("hidden"))
  }

  @Test func theOptionsOfHTTPReachTheProber() throws {
    let prober = try #require(
      try module(
        """
        prober: http
        http:
          valid_http_versions: [HTTP/2]
          headers: {Host: a.example.org}
          http_headers: {X-A: {values: [b], files: [/c]}}
          body_size_limit: 1KB
          no_follow_redirects: true
          fail_if_body_json_matches_cel: body.a == 1
          basic_auth: {username: me, password_file: /p}
        """
      ).prober as? HTTPProber)
    #expect(prober.validVersions == ["HTTP/2.0"])
    #expect(prober.headers.map(\.name) == ["Host", "X-A", "X-A"])
    #expect(
      prober.headers.map(\.value) == [
        .text(Secret("a.example.org")), .text(Secret("b")), .file("/c"),
      ])
    #expect(prober.bodySizeLimit == 1024)
    #expect(!prober.client.followsRedirects)
    #expect(prober.failsIfJSONMatches?.text == "body.a == 1")
    #expect(prober.client.basicAuth?.user == .text(Secret("me")))
    #expect(prober.client.basicAuth?.password == .file("/p"))
  }

  @Test func theDefaultsAreBlackboxExporters() throws {
    let http = try #require(try module("prober: http").prober as? HTTPProber)
    #expect(http.method == "GET" && http.client.followsRedirects && http.client.usesHTTP2)
    #expect(http.client.ip == IPPreference(preferred: .ip6, fallsBack: true))
    let icmp = try #require(try module("prober: icmp").prober as? ICMPProber)
    #expect(icmp.hopLimit == 64)
    let dns = try #require(
      try module("prober: dns\ndns: {query_name: a, dns_over_tls: true}").prober as? DNSProber)
    #expect(dns.queryType == "ANY" && dns.queryClass == "IN" && dns.asksForRecursion)
    #expect(dns.validCodes == ["NOERROR"] && dns.transport == .tcp)
  }

  @Test(arguments: [
    "prober: websocket\nwebsocket: {http_config: {proxy_url: 'http://p'}}",
    "prober: http\nhttp: {enable_http3: true}",
  ])
  func whatIsNotBuiltFailsItsOwnProbesOnly(yaml: String) throws {
    #expect(try module(yaml).prober is UnbuiltProber)
  }

  @Test func http3OfASectionThatIsNotUsedDoesNotMatter() throws {
    #expect(try module("prober: tcp\nhttp: {enable_http3: true}").prober is TCPProber)
  }

  @Test(arguments: [
    ("0", 0), ("512", 512), ("10B", 10), ("1KB", 1024), ("1KiB", 1024), ("1.5MB", 1_572_864),
    ("1GB512MB", 1_610_612_736),
  ])
  func sizesAreInPowersOf1024(text: String, bytes: Int) throws {
    #expect(try ByteSize(text).bytes == bytes)
  }

  @Test(arguments: ["", "KB", "1K", "-1B", "1e3B", "9999EB", "1 KB"])
  func otherSizesAreRefused(text: String) {
    #expect(throws: ByteSize.Malformed.self) { try ByteSize(text) }
  }

  @Test(arguments: [
    ("http://a@b.example.org/", "http://a@b.example.org/"),
    ("http://a:hidden@b.example.org/c@d", "http://a:<secret>@b.example.org/c@d"),
    ("http://a:hid@den@b:80", "http://a:<secret>@b:80"), ("http://b/?u=c:d@e", "http://b/?u=c:d@e"),
    ("b:80", "b:80"), ("http://a:hid/den@b/", "http://a:<secret>@b/"),
    ("http://[::1]:80/@", "http://[::1]:80/@"),
  ])
  func aURLIsShownWithoutItsPassword(url: String, shown: String) {
    #expect(RedactedURL.text(of: url) == shown)
  }
}

@Suite struct SettingTests {
  @Test func whatHasAReaderOfItsOwnIsShownWithoutWhatMayBeSecret() throws {
    let document = try YAMLDocument(
      """
      steps:
        - {name: log in, url: "https://me:hidden@a/", form: {user: hidden, pin: hidden}}
        - {headers: {X: hidden}, expect: [{status: 200}], api_token: hidden, body: hidden}
      secrets: {pin: hidden}
      empty:
      every: 5s
      port: "80"
      isOn: true
      """, name: "a")
    #expect(
      Setting(showing: document.root.node).yaml == """
        steps:
          - name: "log in"
            url: "https://me:<secret>@a/"
            form:
              user: <secret>
              pin: <secret>
          - headers:
              X: <secret>
            expect:
              - status: 200
            api_token: <secret>
            body: <secret>
        secrets:
          pin: <secret>
        empty: null
        every: "5s"
        port: "80"
        isOn: true

        """)
  }

  @Test(arguments: [
    "a", "n", "Y", "true", "No", "null", "~", "", " a", "a ", "1", "1e3", "0x1f", ".inf", "- a",
    "a: b", "a #b",
    "'", "\"", "\\", "é\u{85}\u{2028}", "line\nline\r\t", "<secret>", "<<", "*a", "&a", "!a", "@",
    "=",
  ])
  func anyTextIsReadAsItselfAgain(text: String) throws {
    let entry = Setting.Entry(key: text, value: .list([.text(text)]))
    let yaml = Setting.mapping([entry]).yaml
    let entries = try YAMLDocument(yaml, name: "a").root.entries()
    #expect(entries.map(\.name) == [text])
    #expect(try entries[0].value.strings() == [text])
  }
}
