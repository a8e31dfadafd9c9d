import Shared
import TestSupport
import Testing

@testable import AppProbe

@Suite struct ProbeEndpointTests {
  @Test func aProbeIsAnsweredWithItsMetrics() throws {
    let answer = try ProbeStand().answer("/probe?target=a&module=stub")
    #expect(answer.status == 200)
    let found = samples(answer.text)
    #expect(found.contains("probe_success 1"))
    #expect(found.contains("probe_ip_protocol 4"))
    #expect(found.contains("probe_timeout_seconds 30"))
  }

  @Test func aProbeThatFailsIsAnsweredAsWell() throws {
    let answer = try ProbeStand().answer("/probe?target=fail")
    #expect(answer.status == 200)
    #expect(samples(answer.text).contains("probe_success 0"))
    #expect(samples(answer.text).contains(#"probe_failure_info{reason="refused"} 1"#))
  }

  @Test(arguments: [
    ("/probe?module=stub", 400, "target is missing: ask for /probe?target="),
    ("/probe?target=&module=stub", 400, "target is missing"),
    // The module is looked at first.
    ("/probe?module=nope", 400, "Unknown module: there is none of that name in blackbox.yml"),
    ("/probe?target=a&module=nope", 400, "Unknown module"),
    ("/probe?target=a&module=vhost&hostname=b", 400, "module vhost has a Host header of its own"),
    ("/probe?target=a&module=plain&hostname=b%0Ac", 400, "hostname is not the name of a host"),
  ])
  func aRequestThatMakesNoSenseIsRefused(target: String, status: Int, reason: String) throws {
    var vhost = HTTPProber()
    vhost.headers = [.init(name: "host", value: .text(Secret("a")))]
    let stand = try ProbeStand(modules: ["vhost": vhost, "plain": HTTPProber()])
    let answer = try stand.answer(target)
    #expect(answer.status == status)
    #expect(answer.text.hasPrefix(reason))
    #expect(stand.journal.places(.request).isEmpty)
  }

  @Test func unknownModulesAreCounted() throws {
    let stand = try ProbeStand()
    #expect(stand.metrics.contains("blackbox_module_unknown_total 0"))
    _ = try stand.answer("/probe?target=a&module=nope")
    #expect(stand.metrics.contains("blackbox_module_unknown_total 1"))
  }

  @Test func theModulesOwnHostIsNoContradiction() throws {
    var vhost = HTTPProber()
    vhost.headers = [.init(name: "Host", value: .text(Secret("a.example.org")))]
    let module = Module(name: "vhost", prober: vhost, timeout: nil)
    let request = try ProbeRequest(
      HTTPRequest("/probe?target=b&hostname=a.example.org"), module, offset: 0.5)
    #expect(request.hostname == "a.example.org")
  }

  /// blackbox_exporter decodes the second and third once more.
  @Test(arguments: [
    ("http://a/?b=1%2B1", "http://a/?b=1+1"), ("a%253Ab", "a%3Ab"), ("a+b", "a b"),
    ("https%3A%2F%2Fa.example.org%2F%3Fx%3D1%26y", "https://a.example.org/?x=1&y"),
  ])
  func aTargetIsDecodedOnce(encoded: String, decoded: String) throws {
    let module = Module(name: "stub", prober: StubProber(), timeout: nil)
    let request = try ProbeRequest(HTTPRequest("/probe?target=\(encoded)"), module, offset: 0.5)
    #expect(request.target == decoded)
  }

  @Test func probesUnderWayAreLimited() throws {
    let stand = try ProbeStand(maxConcurrent: 2)
    let first = try stand.ask("/probe?target=wait")
    let second = try stand.ask("/probe?target=wait")
    #expect(stand.metrics.contains("blackbox_exporter_probes_in_flight 2"))
    let third = try stand.answer("/probe?target=a")
    #expect(third.status == 503)
    #expect(third.text.contains("2, which --probe.max-concurrent allows"))
    stand.whistle.blow()
    for answer in [first, second] {
      let response = answer.wait(until: Deadline(in: .seconds(60))) { $0 }
      #expect(response?.status == .ok)
    }
    #expect(try stand.answer("/probe?target=a").status == 200)
    #expect(stand.metrics.contains("blackbox_exporter_probes_in_flight 0"))
    #expect(stand.metrics.contains("blackbox_exporter_probes_refused_total 1"))
  }

  @Test func theScrapersTimeoutEndsTheProbe() throws {
    let answer = try ProbeStand().answer(
      "/probe?target=wait", headers: [("X-Prometheus-Scrape-Timeout-Seconds", "0.3")])
    #expect(samples(answer.text).contains("probe_timeout_seconds 0.15"))
  }

  @Test func probesAreCountedByModuleFromTheBeginning() throws {
    let stand = try ProbeStand()
    #expect(
      stand.metrics.filter { $0.hasPrefix("blackbox_exporter_probes_total") } == [
        #"blackbox_exporter_probes_total{module="http_2xx",result="failure"} 0"#,
        #"blackbox_exporter_probes_total{module="http_2xx",result="success"} 0"#,
        #"blackbox_exporter_probes_total{module="stub",result="failure"} 0"#,
        #"blackbox_exporter_probes_total{module="stub",result="success"} 0"#,
      ])
    for target in ["a", "b", "fail"] { _ = try stand.answer("/probe?module=stub&target=\(target)") }
    #expect(
      stand.metrics.contains(#"blackbox_exporter_probes_total{module="stub",result="failure"} 1"#))
    #expect(
      stand.metrics.contains(#"blackbox_exporter_probes_total{module="stub",result="success"} 2"#))
  }

  @Test func debugTellsWhatHappened() throws {
    let answer = try ProbeStand().answer(
      "/probe?target=http://me:hidden@a/&module=stub&debug=true&hostname=b")
    #expect(answer.status == 200)
    let parts = answer.text.split(separator: "\n\n\n", omittingEmptySubsequences: false)
    try #require(parts.count == 3)
    let lines = parts[0].split(separator: "\n")
    #expect(lines[0] == "Logs for the probe:")
    #expect(lines[1].contains(#"level=info msg="Beginning probe" module=stub "#))
    #expect(lines[2].hasPrefix("ts=20"))
    #expect(lines[2].hasSuffix(#"target=http://me:<secret>@a/ hostname=b two="a b""#))
    #expect(
      parts[1].drop { $0 == "\n" }.hasPrefix(
        "Metrics that would have been returned:\n# HELP probe_success "))
    #expect(parts[2].drop { $0 == "\n" } == "Module configuration:\nprober: stub\n")
  }
}

@Suite struct ScrapeTimeoutTests {
  /// Upstream's values, but for scrapers in a hurry.
  @Test(arguments: [
    (nil, 0.5, 119.5), ("", 0.5, 119.5), ("0", 0.5, 119.5), ("10", 0.5, 9.5), ("5", 1.5, 3.5),
    ("2", 0.5, 1.5), ("1", 0.5, 0.5), ("0.3", 0.5, 0.15), ("5", 10, 2.5), ("5", 0, 5),
    ("1e9", 0.5, 3599.5),
  ])
  func theScrapersTimeoutLeavesTimeToAnswer(header: String?, offset: Double, seconds: Double) throws
  {
    #expect(try ScrapeTimeout.limit(header: header, offset: offset) == .seconds(seconds))
  }

  @Test(arguments: ["soon", "-1", "nan", "inf", "5s"])
  func aHeaderThatIsNoTimeIsRefused(header: String) throws {
    let refusal = try #require(throws: TargetRefusal.self) {
      try ScrapeTimeout.limit(header: header, offset: 0.5)
    }
    #expect(refusal.status == .internalServerError)
  }
}
