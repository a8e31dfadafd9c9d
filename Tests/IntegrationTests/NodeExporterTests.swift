import Foundation
import TestSupport
import Testing

/// The program as an operator meets it: flags, signals, pages.
@Suite(.serialized) struct NodeExporterTests {
  // MARK: Start and end

  struct BadStart: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let says: String
    var testDescription: String { arguments.joined(separator: " ") }
  }

  @Test(arguments: [
    BadStart(arguments: ["--no-such-flag"], says: "'--no-such-flag'"),
    BadStart(arguments: ["--collector.none"], says: "'--collector.none'"),
    BadStart(arguments: ["--collector.ntp"], says: "deprecated"),
    BadStart(arguments: ["--path.procfs=/nowhere"], says: "--path.procfs"),
    BadStart(arguments: ["--web.listen-address=unix:/nowhere/x.sock"], says: "folder"),
    BadStart(arguments: ["--web.listen-address=nowhere"], says: "nowhere"),
    BadStart(arguments: ["--web.telemetry-path=metrics"], says: "--web.telemetry-path"),
    BadStart(arguments: ["--web.max-requests=-1"], says: "--web.max-requests"),
    BadStart(arguments: ["--web.config.file=/x.yml"], says: "--web.config.file"),
    BadStart(arguments: ["--log.level=loud"], says: "loud"),
    BadStart(
      arguments: ["--collector.vmstat.fields=(("], says: "--collector.vmstat.fields"),
    BadStart(arguments: ["stray"], says: "stray"),
  ])
  func aBadFlagIsOneLineAndExitStatus1(start: BadStart) throws {
    let program = try Program(Product.node.executable, start.arguments)
    #expect(program.end() == 1)
    let lines = program.output.split(separator: "\n")
    #expect(lines.count == 1, "\(program.output)")
    #expect(program.output.contains(start.says))
    #expect(program.output.hasPrefix("node-exporter: "))
  }

  @Test(arguments: [("--version", "node-exporter 0"), ("--help", "--collector.loadavg")])
  func answersQuestionsAboutItself(flag: String, says: String) throws {
    let program = try Program(Product.node.executable, [flag])
    #expect(program.end() == 0)
    #expect(program.output.contains(says))
  }

  @Test func aPortInUseIsOneLineAndExitStatus1() throws {
    let first = try RunningExporter(.node)
    let second = try Program(
      Product.node.executable, ["--web.listen-address=127.0.0.1:\(first.port)"])
    #expect(second.end() == 1)
    #expect(second.output.split(separator: "\n").count == 1)
    #expect(second.output.contains("127.0.0.1:\(first.port)"))
    #expect(second.output.contains("in use"))
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func aSignalEndsItWithStatus0(signal: Int32) throws {
    let exporter = try RunningExporter(.node)
    _ = try exporter.get("/metrics")
    let start = Date()
    exporter.program.signal(signal)
    #expect(exporter.program.end() == 0)
    #expect(Date().timeIntervalSince(start) < 2)
  }

  @Test func aCollectorThatHangsDoesNotHoldItsEndUp() throws {
    let folder = try TemporaryFolder()
    let bus = try MuteServer(at: "\(folder.path)/bus", reads: true)
    let exporter = try RunningExporter(
      .node,
      "--collector.systemd",
      environment: ["DBUS_SYSTEM_BUS_ADDRESS": "unix:path=\(folder.path)/bus"])
    let scrape = try Program(
      "curl",
      [
        "--silent", "--header", "X-Prometheus-Scrape-Timeout-Seconds: 60",
        "http://127.0.0.1:\(exporter.port)/metrics",
      ])
    // Until the scrape hangs in the bus.
    #expect(exporter.program.wait { _ in bus.hasClient })
    let start = Date()
    exporter.program.signal(SIGTERM)
    #expect(exporter.program.end() == 0)
    #expect(Date().timeIntervalSince(start) < 2.5)
    #expect(scrape.end() != nil)
  }

  @Test func hangingUpDoesNotEndIt() throws {
    let exporter = try RunningExporter(.node)
    exporter.program.signal(SIGHUP)
    #expect(exporter.program.wait { $0.output.contains("no configuration file") })
    #expect(try exporter.get("/-/healthy").status == 200)
  }

  // MARK: Pages

  @Test func everyPathAnswersAsDocumented() throws {
    let exporter = try RunningExporter(.node)
    #expect(try exporter.get("/-/healthy").body == "node-exporter is healthy.\n")
    #expect(try exporter.get("/-/ready").body == "node-exporter is ready.\n")
    #expect(try exporter.get("/nothing").status == 404)
    #expect(try exporter.get("/-/reload").status == 404)
    let landing = try exporter.get("/")
    #expect(landing.headers["content-type"] == "text/html; charset=utf-8")
    for text in ["node-exporter", "href=\"/metrics\"", "0.1.0"] {
      #expect(landing.body.contains(text))
    }
    let metrics = try exporter.get("/metrics")
    #expect(metrics.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    #expect(metrics.body.contains("node_load1 "))
    let post = try Answer(["--request", "POST", "http://127.0.0.1:\(exporter.port)/metrics"])
    #expect(post.status == 405)
    #expect(post.headers["allow"] == "GET, HEAD")
  }

  @Test func theTelemetryPathAndThePrefixCanBeMoved() throws {
    let exporter = try RunningExporter(
      .node,
      "--web.telemetry-path=/host", "--web.external-url=https://example.org/vigie/")
    #expect(try exporter.get("/vigie/host").body.contains("node_load1 "))
    #expect(try exporter.get("/metrics").status == 404)
    #expect(try exporter.get("/vigie/").body.contains("href=\"/vigie/host\""))
  }

  @Test func seriesHaveTheSameNamesInBothFormats() throws {
    let exporter = try RunningExporter(.node, "--collector.processes")
    // Threads and neighbours change their states between two readings.
    func names(_ accept: String) throws -> Set<String> {
      Set(
        try exporter.samples("/metrics", "Accept: \(accept)").compactMap { line in
          line.contains("state=\"")
            ? nil : line.lastIndex(of: " ").map { String(line[..<$0]) }
        })
    }
    let openMetrics = try exporter.get(
      "/metrics", "Accept: application/openmetrics-text;version=1.0.0")
    #expect(openMetrics.headers["content-type"]?.hasPrefix("application/openmetrics-text") == true)
    #expect(openMetrics.body.hasSuffix("# EOF\n"))
    let text = try names("text/plain")
    #expect(text.count > 200)
    let others = try names("application/openmetrics-text;version=1.0.0")
    #expect(others.symmetricDifference(text) == [])
  }

  @Test func gzipUnpacksToTheSamePage() throws {
    let exporter = try RunningExporter(.node, "--collector.disable-defaults", "--collector.loadavg")
    let url = "http://127.0.0.1:\(exporter.port)/metrics"
    let packed = try Answer(["--compressed", url])
    #expect(packed.headers["content-encoding"] == "gzip")
    #expect(packed.body.contains("node_load1 "))
    #expect(try Answer([url]).headers["content-encoding"] == nil)
  }

  // MARK: Collectors

  @Test func aRequestMayAskForSomeCollectors() throws {
    let exporter = try RunningExporter(.node, "--no-collector.vmstat")
    let only = try exporter.samples("/metrics?collect[]=loadavg&collect%5B%5D=uname")
    #expect(only.contains { $0.hasPrefix("node_load1 ") })
    #expect(only.contains { $0.hasPrefix("node_uname_info{") })
    #expect(!only.contains { $0.hasPrefix("node_memory_") || $0.hasPrefix("node_cpu_") })
    let without = try exporter.samples("/metrics?exclude[]=loadavg")
    #expect(!without.contains { $0.hasPrefix("node_load1 ") })
    #expect(without.contains { $0.hasPrefix("node_uname_info{") })
    for (query, says) in [
      ("collect[]=vmstat", "is off"), ("collect[]=none", "no collector 'none'"),
      ("collect[]=loadavg&exclude[]=uname", "cannot be combined"),
    ] {
      let answer = try exporter.get("/metrics?\(query)")
      #expect(answer.status == 400)
      #expect(answer.body.contains(says))
    }
  }

  @Test func aScrapeTellsOfItself() throws {
    let exporter = try RunningExporter(
      .node,
      "--collector.disable-defaults", "--collector.loadavg", "--collector.conntrack",
      "--path.procfs=/proc")
    _ = try exporter.samples()
    let samples = try exporter.samples()
    #expect(samples.contains(#"node_scrape_collector_success{collector="loadavg"} 1"#))
    #expect(samples.contains(#"node_scrape_collector_failed{collector="loadavg"} 0"#))
    #expect(samples.contains(#"node_scrape_collector_failed{collector="conntrack"} 0"#))
    #expect(
      samples.contains {
        $0.hasPrefix(#"node_scrape_collector_duration_seconds{collector="loadavg"}"#)
      })
    #expect(samples.contains { $0.hasPrefix("node_exporter_build_info{") && $0.hasSuffix(" 1") })
    #expect(samples.contains { $0.hasPrefix("process_resident_memory_bytes ") })
    #expect(samples.contains(#"promhttp_metric_handler_requests_total{code="200"} 1"#))
    #expect(samples.contains("promhttp_metric_handler_requests_in_flight 1"))
  }

  @Test func itsOwnMetricsCanBeLeftOut() throws {
    let samples = try RunningExporter(.node, "--web.disable-exporter-metrics").samples()
    #expect(!samples.contains { $0.hasPrefix("process_") || $0.hasPrefix("promhttp_") })
    #expect(samples.contains { $0.hasPrefix("node_load1 ") })
  }

  @Test func collectorsOfUpstreamThatAreMissingMayBeTurnedOff() throws {
    let exporter = try RunningExporter(.node, "--no-collector.wifi", "--no-collector.ntp")
    #expect(try exporter.get("/metrics").status == 200)
  }

  @Test func switchesAreReadAsTheGoExportersSpellThem() throws {
    let exporter = try RunningExporter(
      .node,
      "--collector.disable-defaults", "--collector.loadavg", "-collector.stat", "--log.level=info",
      "--collector.stat.softirq=true", "--collector.uname=false", "--no-web.systemd-socket",
      "--collector.vmstat.fields=", "--collector.cpu.info=false", "--web.systemd-socket=false")
    let samples = try exporter.samples()
    #expect(samples.contains { $0.hasPrefix("node_softirqs_total{") })
    #expect(samples.contains { $0.hasPrefix("node_load1 ") })
    #expect(!samples.contains { $0.hasPrefix("node_uname_info") || $0.hasPrefix("node_memory_") })
  }

  @Test func aBadRequestIsNoFailureOfTheHandler() throws {
    let exporter = try RunningExporter(.node)
    #expect(try exporter.get("/metrics?collect[]=none").status == 400)
    #expect(
      try exporter.samples().contains(#"promhttp_metric_handler_requests_total{code="500"} 0"#))
  }

  @Test func everyDefaultCollectorWorksOnThisMachine() throws {
    let samples = try RunningExporter(.node).samples()
    #expect(!samples.contains { $0.contains("_collector_failed{") && !$0.hasSuffix(" 0") })
    let names = samples.compactMap { line in
      line.firstMatch(of: #/_collector_failed\{collector="(\w+)"\}/#).map { String($0.1) }
    }
    #expect(
      Set(names).isSuperset(of: [
        "arp", "conntrack", "cpu", "diskstats", "entropy", "filefd", "filesystem", "loadavg",
        "meminfo", "netclass", "netdev", "netstat", "os", "pressure", "schedstat", "sockstat",
        "softnet", "stat", "textfile", "time", "timex", "udp_queues", "uname", "vmstat",
      ]))
  }

  // MARK: systemd

  @Test func servesOnTheSocketThatSystemdPasses() throws {
    // The socket is made by systemd's own tool, as a socket unit would.
    let port = try freePort()
    let program = try Program(
      "systemd-socket-activate",
      ["--listen=127.0.0.1:\(port)", Product.node.executable, "--web.systemd-socket"])
    #expect(program.wait { $0.output.contains("Listening on") })
    let answer = try Answer(["http://127.0.0.1:\(port)/metrics"])
    #expect(answer.status == 200)
    #expect(answer.body.contains("node_load1 "))
    program.signal(SIGTERM)
    #expect(program.end() == 0)
  }

  @Test func withoutAPassedSocketTheFlagIsAnError() throws {
    let program = try Program(Product.node.executable, ["--web.systemd-socket"])
    #expect(program.end() == 1)
    #expect(program.output.split(separator: "\n").count == 1)
    #expect(program.output.contains("systemd"))
  }

  /// A port that nobody listens on at the moment.
  private func freePort() throws -> Int {
    let exporter = try RunningExporter(.node)
    exporter.program.signal(SIGTERM)
    _ = exporter.program.end()
    return exporter.port
  }

  @Test func systemdHearsThatItIsReadyAliveAndStopping() throws {
    let folder = try TemporaryFolder()
    let socket = try NotifySocket("\(folder.path)/notify")
    let exporter = try RunningExporter(
      .node,
      environment: ["NOTIFY_SOCKET": socket.path, "WATCHDOG_USEC": "400000"])
    #expect(socket.hears("READY=1"))
    #expect(socket.hears("WATCHDOG=1"))
    #expect(socket.hears("WATCHDOG=1"))
    exporter.program.signal(SIGTERM)
    #expect(socket.hears("STOPPING=1"))
    #expect(exporter.program.end() == 0)
  }
}

/// The socket on which systemd hears from its services.
final class NotifySocket {
  let path: String
  private let descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(result == 0)
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// Whether the state is told within 20 seconds, whatever else is told before.
  func hears(_ state: String) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let length = recv(descriptor, &buffer, buffer.count, 0)
      guard length > 0 else { return false }
      let lines = String(decoding: buffer[..<length], as: UTF8.self).split(separator: "\n")
      if lines.contains(where: { $0 == state }) { return true }
    }
  }
}
