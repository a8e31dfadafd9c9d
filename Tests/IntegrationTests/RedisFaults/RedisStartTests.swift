import Foundation
import TestSupport
import Testing

/// Flags that make no sense end the program with one line that names them.
struct RedisStartTests {
  /// A flag, and what must not be in the line that refuses it.
  struct BadFlag: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let names: String
    var environment: [String: String] = [:]

    init(_ arguments: String..., names: String, environment: [String: String] = [:]) {
      self.arguments = arguments
      self.names = names
      self.environment = environment
    }

    var testDescription: String { arguments.joined(separator: " ") + environment.keys.joined() }
  }

  private func expectRefusal(
    _ flag: BadFlag, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let program = try Program(
      Product.redis.executable, ["--web.listen-address=127.0.0.1:0"] + flag.arguments,
      environment: flag.environment)
    let status = program.end()
    #expect(status != nil && status != 0, sourceLocation: sourceLocation)
    let lines = program.output.split(separator: "\n")
    #expect(lines.count == 1, "\(program.output)", sourceLocation: sourceLocation)
    #expect(
      program.output.contains(flag.names), "\(program.output)", sourceLocation: sourceLocation)
    #expect(
      !program.output.contains("hunter"), "\(program.output)", sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    BadFlag("--redis.addr=ftp://x", names: "--redis.addr"),
    BadFlag("--redis.addr=ftp://vigie:hunter2@x", names: "--redis.addr"),
    BadFlag("--redis.addr=redis://:hunter2@x:port", names: "--redis.addr"),
    BadFlag("--redis.addr=redis://:hunter2@x/votes", names: "--redis.addr"),
    BadFlag("--redis.addr=unix://hunter", names: "--redis.addr"),
    BadFlag("--check-keys=dbx=a", names: "--check-keys"),
    BadFlag("--check-single-keys=db-1=a", names: "--check-single-keys"),
    BadFlag("--count-keys=dbx=*", names: "--count-keys"),
    BadFlag("--check-streams=dbx=*", names: "--check-streams"),
    BadFlag("--check-key-groups=[", names: "--check-key-groups"),
    BadFlag("--check-keys-batch-size=0", names: "--check-keys-batch-size"),
    BadFlag("--connection-timeout=soon", names: "--connection-timeout"),
    BadFlag("--connection-timeout=0s", names: "--connection-timeout"),
    BadFlag("--redis.password-file=/nowhere/passwords.json", names: "--redis.password-file"),
    BadFlag("--basic-auth-password=hunter2", names: "--basic-auth-password"),
    BadFlag("--basic-auth-username=hunter", names: "--basic-auth-username"),
    BadFlag("--tls-server-cert-file=/nowhere", names: "--tls-server-cert-file"),
    BadFlag("--tls-ca-cert-file=/nowhere", "--redis.addr=rediss://x", names: "/nowhere"),
    BadFlag("--script=/nowhere.lua", names: "/nowhere.lua"),
    BadFlag("--scrape.targets=cache1:99999", names: "--scrape.targets"),
    BadFlag("--redis.passwort=hunter2", names: "redis.passwort"),
    BadFlag(names: "--redis.addr", environment: ["REDIS_ADDR": "ftp://:hunter2@x"]),
    BadFlag("--scrape.targets=cache1,", names: "--scrape.targets"),
    BadFlag("--scrape.targets=,", names: "--scrape.targets"),
    BadFlag("--scan-max-age=soon", names: "--scan-max-age"),
    BadFlag(
      names: "--scrape.targets",
      environment: ["REDIS_EXPORTER_SCRAPE_TARGETS": "cache1,cache2:99999"]),
    BadFlag(names: "--scan-max-age", environment: ["REDIS_EXPORTER_SCAN_MAX_AGE": "soon"]),
    BadFlag(
      names: "--basic-auth-password",
      environment: ["REDIS_EXPORTER_BASIC_AUTH_PASSWORD": "hunter2"]),
  ]) func aFlagThatMakesNoSenseIsNamedWithoutItsSecret(flag: BadFlag) throws {
    try expectRefusal(flag)
  }

  @Test(arguments: [
    "{\"redis://a:1\": ", "[\"hunter2\"]", "{\"ftp://a\": \"hunter2\"}", "hunter2",
    "{\"redis://a:1\": {\"b\": \"hunter2\"}}", "{\"redis://:hunter2@a:x\": \"hunter2\"}",
    "{\"redis://:hunter2@a:1\": [\"hunter2\"]}", "{\":hunter2@a:x\": \"hunter2\"}",
    "{\"redis://:hunter2\(String(repeating: "2", count: 80))@a:x\": \"hunter2\"}",
    "{\"redis://:hunter2 hunter3@a:1\": \"hunter2\"}",
    "{\"redis://:hunter2@a:1\": \"b\", \"redis://:hunter2@a:1\": \"c\"}",
  ]) func aPasswordFileThatMakesNoSenseIsNamedWithoutItsSecrets(text: String) throws {
    let folder = try TemporaryFolder(["passwords.json": text])
    try expectRefusal(
      BadFlag("--redis.password-file=\(folder.path)/passwords.json", names: "--redis.password-file")
    )
  }
}
