import Foundation
import TestSupport
import Testing

/// `--web.config.file` as an operator and Prometheus meet it; what it does is tested where it is.
@Suite(.serialized, Requirement(programs: ["curl", "openssl"]).trait)
struct WebConfigurationTests {
  /// `secret`, as bcrypt hashes it.
  private static let hash = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"

  private let certificates: Certificates
  private let folder: TemporaryFolder

  init() throws {
    certificates = try Certificates.shared.get()
    folder = try TemporaryFolder()
    try folder.write(
      """
      tls_server_config:
        cert_file: \(certificates.path("server.crt"))
        key_file: \(certificates.path("server.key"))
        client_auth_type: RequireAndVerifyClientCert
        client_ca_file: \(certificates.path("ca.crt"))
      basic_auth_users:
        prometheus: \(Self.hash)
      """, to: "web.yml")
  }

  private func identity() -> [String] {
    [
      "--cacert", certificates.path("ca.crt"), "--cert", certificates.path("client.crt"), "--key",
      certificates.path("client.key"),
    ]
  }

  private static let products: [Product] = [.node, .pg, .redis]

  @Test(arguments: products) func everyExporterIsBehindIt(product: Product) throws {
    let exporter = try RunningExporter(product, "--web.config.file=\(folder.path)/web.yml")
    let url = "https://127.0.0.1:\(exporter.port)/-/healthy"
    #expect(try Answer([url] + identity()).status == 401)
    let answer = try Answer([url, "--user", "prometheus:secret"] + identity())
    #expect(answer.status == 200)
    #expect(try Answer(["http://127.0.0.1:\(exporter.port)/"]).status == 400)
  }

  @Test(arguments: products) func aBadFileIsOneLineAndNobodyIsHeard(product: Product) throws {
    try folder.write("basic_auth_users:\n  prom: secret\n", to: "bad.yml")
    let program = try Program(
      product.executable,
      ["--web.listen-address=127.0.0.1:0", "--web.config.file=\(folder.path)/bad.yml"])
    #expect(program.end() == 1)
    let words = "\(product.rawValue): --web.config.file: \(folder.path)/bad.yml:2: "
    let line = program.output.split(separator: "\n").filter { !$0.hasPrefix("time=") }
    #expect(line.count == 1 && line[0].hasPrefix(words), "\(program.output)")
    #expect(!program.output.contains("listening"))
  }

  @Test func whatItNeedsIsNotLoadedWithoutIt() throws {
    func loaded(_ arguments: String...) throws -> [String] {
      let exporter = try RunningExporter(.node, arguments: arguments)
      let maps = try String(
        contentsOfFile: "/proc/\(exporter.program.pid)/maps", encoding: .utf8)
      return ["libssl.so", "libcrypto.so", "libcrypt.so", "libyaml"].filter { maps.contains($0) }
    }
    #expect(try loaded() == [])
    #expect(
      try loaded("--web.config.file=\(folder.path)/web.yml")
        == ["libssl.so", "libcrypto.so", "libcrypt.so", "libyaml"])
    try folder.write("http_server_config: {headers: {X-Frame-Options: deny}}\n", to: "plain.yml")
    #expect(try loaded("--web.config.file=\(folder.path)/plain.yml") == ["libyaml"])
  }

  @Test(Requirement(programs: ["prometheus"]).trait)
  func prometheusScrapesWithACertificateAndAPassword() throws {
    let exporter = try RunningExporter(.node, "--web.config.file=\(folder.path)/web.yml")
    func job(_ name: String, password: String) -> String {
      """
      - job_name: \(name)
        scheme: https
        basic_auth: {username: prometheus, password: \(password)}
        tls_config:
          ca_file: \(certificates.path("ca.crt"))
          cert_file: \(certificates.path("client.crt"))
          key_file: \(certificates.path("client.key"))
        static_configs: [{targets: ["127.0.0.1:\(exporter.port)"]}]

      """
    }
    try folder.write(
      "global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n"
        + job("right", password: "secret") + job("wrong", password: "guess"),
      to: "prometheus.yml")
    let port = try freePort()
    let prometheus = try Program(
      "prometheus",
      [
        "--config.file=\(folder.path)/prometheus.yml", "--storage.tsdb.path=\(folder.path)/data",
        "--web.listen-address=127.0.0.1:\(port)",
      ])
    #expect(prometheus.wait { $0.output.contains("Server is ready") })
    func up(_ job: String, _ value: Int) -> Bool {
      let query = "up{job=\"\(job)\"}==\(value)"
      let answer = try? Answer(
        [
          "--get", "--data-urlencode", "query=\(query)", "http://127.0.0.1:\(port)/api/v1/query",
        ])
      return answer?.body.contains("\"__name__\":\"up\"") ?? false
    }
    #expect(prometheus.wait { _ in up("right", 1) && up("wrong", 0) }, "\(prometheus.output)")
    let targets = try Answer(["http://127.0.0.1:\(port)/api/v1/targets"]).body
    #expect(targets.contains("401 Unauthorized"))
  }

  // MARK: redis_exporter's own flags

  @Test func theFlagsOfRedisExporterSayTheSame() throws {
    let exporter = try RunningExporter(
      .redis, "--redis.addr=", "-tls-server-cert-file", certificates.path("server.crt"),
      "-tls-server-key-file", certificates.path("server.key"), "-tls-server-ca-cert-file",
      certificates.path("ca.crt"), "-tls-server-min-version=TLS1.3", "-basic-auth-username=prom",
      "-basic-auth-password", "hunter2")
    let url = "https://127.0.0.1:\(exporter.port)/health"
    #expect(try Answer([url] + identity()).status == 401)
    #expect(try Answer([url, "--user", "prom:hunter"] + identity()).status == 401)
    #expect(try Answer([url, "--user", "prom:hunter2"] + identity()).status == 200)
    let old = try Program(
      "curl", [url, "--user", "prom:hunter2", "--tls-max", "1.2"] + identity())
    #expect(old.end() != 0)
    let stranger = try Program(
      "curl", [url, "--user", "prom:hunter2", "--cacert", certificates.path("ca.crt")])
    #expect(stranger.end() != 0)
    let title = try String(
      contentsOfFile: "/proc/\(exporter.program.pid)/cmdline", encoding: .utf8)
    #expect(title.contains("basic-auth-password"))
    #expect(!title.contains("hunter2"))
  }

  @Test func theFlagsOfRedisExporterTakeAHash() throws {
    let exporter = try RunningExporter(
      .redis, arguments: ["--redis.addr="],
      environment: [
        "REDIS_EXPORTER_BASIC_AUTH_USERNAME": "prom",
        "REDIS_EXPORTER_BASIC_AUTH_HASH_PASSWORD": Self.hash,
      ])
    let url = "http://127.0.0.1:\(exporter.port)/metrics"
    #expect(try Answer([url, "--user", "prom:secret"]).status == 200)
    #expect(try Answer([url]).status == 401)
  }
}
