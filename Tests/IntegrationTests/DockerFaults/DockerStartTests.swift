import Foundation
import TestSupport
import Testing

/// Flags that make no sense end the program with one line that names them.
@Suite struct DockerStartTests {
  @Test(arguments: [
    ["--docker.host=ftp://x", "--docker.host"],
    ["--docker.host=x", "--docker.host"],
    ["--docker.host=unix://relative", "--docker.host"],
    ["--docker.host=tcp://vigie:hunter2@x:2375", "--docker.host"],
    ["--docker.host=unix:///s", "--docker.tls.skip-verify", "--docker.host"],
    ["--docker.host=http://x", "--docker.tls.skip-verify", "--docker.host"],
    ["--docker.host=tcp://x", "--docker.tls.ca-file=/nowhere/ca.pem", "--docker.tls.ca-file"],
    ["--docker.host=tcp://x", "--docker.tls.cert-file=/nowhere/cert.pem", "--docker.tls.key-file"],
    ["--containers.expected-label=web", "--containers.expected-label"],
    ["--containers.limit=0", "--containers.limit"],
    ["--history=soon", "--history"],
    ["--history.limit=-1", "--history.limit"],
    ["--collector.disk_usage.interval=1m", "--collector.disk_usage.interval"],
    ["--collector.disk_usage.limit=0", "--collector.disk_usage.limit"],
    ["--path.procfs=/nowhere", "--path.procfs"],
    ["--collector.nonsense", "collector.nonsense"],
  ]) func aFlagThatMakesNoSenseIsNamedWithoutItsSecret(arguments: [String]) throws {
    try expectRefusal(Array(arguments.dropLast()), names: arguments.last ?? "")
  }

  @Test(arguments: [
    ["DOCKER_HOST": "nonsense"],
    ["DOCKER_HOST": "tcp://vigie:hunter2@x"],
    ["DOCKER_HOST": "tcp://x", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/nowhere"],
  ]) func soAreDockersVariables(environment: [String: String]) throws {
    try expectRefusal([], environment: environment, names: "--docker.")
  }

  private func expectRefusal(
    _ arguments: [String], environment: [String: String] = [:], names: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let program = try Program(
      Product.docker.executable, ["--web.listen-address=127.0.0.1:0"] + arguments,
      environment: environment)
    #expect(program.end() == 1, "\(program.output)", sourceLocation: sourceLocation)
    #expect(
      program.output.split(separator: "\n").count == 1, "\(program.output)",
      sourceLocation: sourceLocation)
    #expect(program.output.contains(names), "\(program.output)", sourceLocation: sourceLocation)
    #expect(!program.output.contains("hunter2"), sourceLocation: sourceLocation)
  }

  @Test func cAdvisorsFlagsAreUnderstood() throws {
    let exporter = try RunningExporter(
      .docker, "-docker=unix:///nowhere/socket",
      "--whitelisted_container_labels=com.docker.compose.service", "--no-collector.state")
    #expect(try exporter.samples().contains("docker_up 0"))
    #expect(exporter.program.output.contains("unix:///nowhere/socket"))
  }
}
