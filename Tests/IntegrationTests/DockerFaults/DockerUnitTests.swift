import Foundation
import TestSupport
import Testing

/// The unit that we give away, under a real systemd, with all that it forbids.
@Suite(
  .serialized, SystemdHost.requirement.trait, DockerEngine.requirement.trait,
  NginxServer.requirement.trait, EngineTurn())
struct DockerUnitTests {
  @Test func theProgramWorksWithinWhatItsUnitAllows() throws {
    try SystemdHost.requirement.check()
    let engine = try DockerEngine.emptied()
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let unit = try String(
      contentsOf: package.appendingPathComponent("deploy/systemd/docker-exporter.service"),
      encoding: .utf8)
    let host = try SystemdHost(units: ["docker-exporter.service": unit])
    try FileManager.default.copyItem(
      atPath: Product.docker.executable, toPath: host.path("/usr/local/bin/docker-exporter"))
    for group in ["docker", "docker-exporter"] { try host.run("groupadd", "--force", "-r", group) }
    try host.run("useradd", "-r", "-g", "docker-exporter", "docker-exporter")

    let (port, ready) = (try freePort(), try freePort())
    // The engine is elsewhere: what is asked of its socket there goes through this.
    let relay = try NginxServer(
      """
      server {
        listen unix:\(host.path("/run/docker.sock"));
        listen 127.0.0.1:\(ready);
        location / {
          proxy_pass http://unix:\(engine.socket):;
          proxy_http_version 1.1;
          proxy_buffering off;
        }
      }
      """, readyAt: ready)
    try host.run("chgrp", "docker", "/run/docker.sock")
    try host.run("chmod", "660", "/run/docker.sock")
    try host.write(
      "ARGS=--web.listen-address=127.0.0.1:\(port)\nDOCKER_HOST=unix:///run/docker.sock\n",
      to: "/etc/default/docker-exporter")

    // It says itself when it is ready.
    try host.run("systemctl", "start", "docker-exporter.service")
    func journal() -> String {
      (try? host.run("journalctl", "--unit=docker-exporter")) ?? "no journal"
    }
    #expect(
      try host.run("systemctl", "is-active", "docker-exporter.service") == "active\n",
      "\(journal())")
    #expect(
      try host.run("systemctl", "show", "--value", "-pNRestarts", "docker-exporter.service")
        == "0\n")
    try engine.run("web", script: "exec sleep 1000")
    try engine.strike("web")
    try wait(seconds: 60, for: "the death: \(journal())") {
      try Answer(["http://127.0.0.1:\(port)/metrics"]).body
        .contains(#"docker_container_deaths_total{name="web",reason="signal"} 1"#)
    }
    let page = samples(try Answer(["http://127.0.0.1:\(port)/metrics"]).body)
    #expect(page.contains("docker_up 1"))
    #expect(page.contains(#"docker_containers{state="exited"} 1"#))
    let failed = page.filter {
      $0.hasPrefix("docker_scrape_collector_failed{") && !$0.hasSuffix(" 0")
    }
    #expect(failed == [])
    // The kernel's log is its, and nothing else of root's.
    let pid = try host.run(
      "systemctl", "show", "--value", "-pMainPID", "docker-exporter.service")
    let main = pid.trimmingCharacters(in: .whitespacesAndNewlines)
    let status = try host.run("cat", "/proc/\(main)/status")
    // CAP_SYSLOG at most: a container has none to give.
    let capabilities = status.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
    #expect(
      ["0000000000000000", "0000000400000000"].contains { capabilities?.hasSuffix($0) == true })
    #expect(!status.contains("Uid:\t0"))
    #expect(status.contains("NoNewPrivs:\t1\n"))

    let begin = ContinuousClock.now
    try host.run("systemctl", "stop", "docker-exporter.service")
    #expect(
      try host.run("systemctl", "show", "--value", "-pResult", "docker-exporter.service")
        == "success\n")
    #expect(ContinuousClock.now - begin < .seconds(60))
    withExtendedLifetime(relay) {}
  }
}
