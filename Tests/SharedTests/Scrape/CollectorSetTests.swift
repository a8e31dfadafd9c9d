import Logging
import Synchronization
import TestSupport
import Testing

@testable import Shared

@Suite struct CollectorSetTests {
  let log = LogRecorder()

  @Test func aFailedCollectorCostsOnlyItself() throws {
    let set = set(
      FakeCollector("first") { $0.gauge("first", "First.", 1) },
      FakeCollector("second") { metrics in
        metrics.gauge("second", "Second.", 2)
        throw SystemError("read", "/proc/second", code: 5)
      },
      FakeCollector("third") { $0.gauge("third", "Third.", 3) })
    var page = MetricWriter()
    let parts = try set.scrape(by: .soon, into: &page)
    #expect(samples(page) == ["first 1", "third 3"])
    #expect(
      parts.map(\.outcome) == [.wrote, .failed("read /proc/second: Input/output error"), .wrote])
  }

  @Test func aPartIsServedAndReportedAsFailed() throws {
    let set = set(
      FakeCollector("disks") { metrics in
        metrics.gauge("good", "Good.", 1)
        throw Partial(SystemError("read", "/sys/bad", code: 5))
      })
    var page = MetricWriter()
    let parts = try set.scrape(by: .soon, into: &page)
    #expect(samples(page) == ["good 1"])
    #expect(parts.map(\.outcome) == [.failed("read /sys/bad: Input/output error")])
  }

  @Test func anAbsentSourceIsNoFailure() throws {
    let set = set(FakeCollector("raid") { _ in throw Absent("/proc/mdstat") })
    var page = MetricWriter()
    let parts = try set.scrape(by: .soon, into: &page)
    #expect(parts.map(\.outcome) == [.absent("/proc/mdstat")])
    ScrapeReport(namespace: "node").write(parts, into: &page)
    #expect(
      samples(page).suffix(2) == [
        #"node_scrape_collector_success{collector="raid"} 0"#,
        #"node_scrape_collector_failed{collector="raid"} 0"#,
      ])
  }

  @Test func whoIsNotBackByTheDeadlineIsLeftOutAndTheRestIsServed() throws {
    let gate = Gate()
    let set = set(
      FakeBlockingCollector("stuck") { metrics, _ in
        gate.pass()
        metrics.gauge("stuck", "Stuck.", 1)
      },
      FakeBlockingCollector("quick") { metrics, _ in metrics.gauge("quick", "Quick.", 1) },
      FakeCollector("plain") { $0.gauge("plain", "Plain.", 1) })
    var page = MetricWriter()
    let parts = try set.scrape(by: Deadline(in: .milliseconds(300)), into: &page)
    #expect(samples(page) == ["plain 1", "quick 1"])
    #expect(parts.map(\.name) == ["plain", "stuck", "quick"])
    #expect(parts.map(\.outcome.isFailure) == [false, true, false])
    gate.open()
  }

  @Test func aHangingCollectorIsNotAskedAgainUntilItCameBack() throws {
    let gate = Gate()
    let calls = Counter()
    let set = set(
      FakeBlockingCollector("stuck") { metrics, _ in
        if calls.increment() == 1 { gate.pass() }
        metrics.gauge("stuck", "Stuck.", 1)
      })
    func scrape(_ limit: Duration) throws -> (CollectorOutcome, [String]) {
      var page = MetricWriter()
      let parts = try set.scrape(by: Deadline(in: limit), into: &page)
      return (parts[0].outcome, samples(page))
    }
    _ = try scrape(.milliseconds(200))
    for _ in 0..<100 {
      let (outcome, _) = try scrape(.seconds(10))
      #expect(outcome == .failed("it had not come back by the deadline"))
    }
    #expect(calls.value == 1)
    gate.open()
    var answer = try scrape(.seconds(10))
    while !answer.0.isSuccess { answer = try scrape(.seconds(10)) }
    #expect(answer.1 == ["stuck 1"])
    // That may have been what the first call brought; then the next one is asked anew.
    #expect(try scrape(.seconds(10)).0 == .wrote)
    #expect(calls.value >= 2)
  }

  @Test func scrapesAtTheSameMomentShareOneCollection() throws {
    let gate = Gate()
    let calls = Counter()
    let set = set(
      FakeBlockingCollector("slow") { metrics, _ in
        calls.increment()
        gate.pass()
        metrics.gauge("slow", "Slow.", 1)
      },
      FakeCollector("plain") { $0.gauge("plain", "Plain.", 1) })
    let pages = Mutex<[[String]]>([])
    let asked = Counter()
    let threads = 8
    for number in 0..<threads {
      try Thread.detach {
        // Half of them ask for something else, of which the slow one is a part.
        let selection = number % 2 == 0 ? CollectorSelection.all : .only(["slow"])
        var page = MetricWriter()
        asked.increment()
        _ = try? set.scrape(selection, by: Deadline(in: .seconds(30)), into: &page)
        let text = samples(page).filter { $0 != "plain 1" }
        pages.withLock { $0.append(text) }
      }
    }
    while asked.value < threads { pauseBriefly() }
    // From asking to boarding.
    for _ in 0..<50 { pauseBriefly() }
    gate.open()
    while pages.withLock({ $0.count }) < threads { pauseBriefly() }
    #expect(pages.withLock { $0 } == Array(repeating: ["slow 1"], count: threads))
    #expect(calls.value == 1)
  }

  @Test func aScraperInAHurryHarmsNobody() throws {
    let set = set(
      FakeBlockingCollector("slow") { metrics, _ in
        for _ in 0..<5 { pauseBriefly() }
        metrics.gauge("slow", "Slow.", 1)
      })
    for _ in 0..<5 {
      var hurried = MetricWriter()
      let parts = try set.scrape(by: Deadline(in: .microseconds(100)), into: &hurried)
      #expect(parts.map(\.outcome.isFailure) == [true])
      var page = MetricWriter()
      _ = try set.scrape(by: .soon, into: &page)
      #expect(samples(page) == ["slow 1"])
    }
    #expect(log.lines == [])
  }

  @Test func whoComesWhileACollectorIsSlowReadsTheRestAnew() throws {
    let gate = Gate()
    let begun = Gate()
    let readings = Counter()
    let set = set(
      FakeBlockingCollector("slow") { _, _ in
        begun.open()
        gate.pass()
      },
      FakeCollector("plain") { $0.gauge("readings", "Readings.", readings.increment()) })
    let done = Gate()
    try Thread.detach {
      var page = MetricWriter()
      _ = try? set.scrape(by: Deadline(in: .seconds(60)), into: &page)
      done.open()
    }
    begun.pass()
    while readings.value == 0 { pauseBriefly() }
    pauseBriefly()
    var page = MetricWriter()
    _ = try set.scrape(by: Deadline(in: .milliseconds(300)), into: &page)
    #expect(samples(page) == ["readings 2"])
    gate.open()
    done.pass()
  }

  @Test func aScrapeWithLessTimeGetsWhatIsCompleteAtItsOwnDeadline() throws {
    let gate = Gate()
    let begun = Gate()
    let set = set(
      FakeBlockingCollector("slow") { _, _ in
        begun.open()
        gate.pass()
      },
      FakeCollector("plain") { $0.gauge("plain", "Plain.", 1) })
    try Thread.detach {
      var page = MetricWriter()
      _ = try? set.scrape(by: Deadline(in: .seconds(60)), into: &page)
    }
    begun.pass()
    while true {
      var page = MetricWriter()
      _ = try set.scrape(by: Deadline(in: .milliseconds(200)), into: &page)
      if samples(page) == ["plain 1"] { break }
    }
    gate.open()
  }

  @Test func aCollectorIsToldAnEarlierDeadlineThanTheScrapes() throws {
    let left = Mutex<Duration?>(nil)
    let set = set(
      FakeBlockingCollector("slow") { _, deadline in left.withLock { $0 = deadline.remaining } })
    var page = MetricWriter()
    _ = try set.scrape(by: Deadline(in: .seconds(10)), into: &page)
    let told = try #require(left.withLock { $0 })
    #expect(told > .seconds(5) && told <= .milliseconds(9950))
  }

  @Test func onlyTheCollectorsThatAreAskedForRun() throws {
    let set = set(
      FakeCollector("a") { $0.gauge("a", "A.", 1) }, FakeCollector("b") { $0.gauge("b", "B.", 1) },
      FakeCollector("c") { $0.gauge("c", "C.", 1) }, disabled: ["d"])
    func scrape(collect: [String] = [], exclude: [String] = []) throws -> [String] {
      var page = MetricWriter()
      _ = try set.scrape(
        CollectorSelection(collect: collect, exclude: exclude), by: .soon, into: &page)
      return samples(page)
    }
    #expect(try scrape(collect: ["b", "a", "a"]) == ["a 1", "b 1"])
    #expect(try scrape(exclude: ["b"]) == ["a 1", "c 1"])
    #expect(throws: SelectionError.unknown("x")) { try scrape(collect: ["a", "x"]) }
    #expect(throws: SelectionError.off("d")) { try scrape(collect: ["d"]) }
    #expect(throws: SelectionError.both) { try scrape(collect: ["a"], exclude: ["b"]) }
  }

  @Test func theLogHearsOfChangesOnly() throws {
    let fails = Atomic(true)
    let set = set(
      FakeCollector("disk") { _ in
        if fails.load(ordering: .relaxed) { throw SystemError("read", "/proc/disk", code: 5) }
      })
    func scrape() throws {
      var page = MetricWriter()
      _ = try set.scrape(by: .soon, into: &page)
    }
    for _ in 0..<3 { try scrape() }
    fails.store(false, ordering: .relaxed)
    for _ in 0..<3 { try scrape() }
    #expect(
      log.lines == [
        "error collector failed collector=disk err=read /proc/disk: Input/output error",
        "notice collector works again collector=disk",
      ])
  }

  @Test func aFamilyThatTwoCollectorsWriteIsServedOnceAndLoggedOnce() throws {
    let set = set(
      FakeCollector("first") { $0.gauge("same", "First.", 1) },
      FakeCollector("second") { metrics in
        metrics.gauge("same", "Second.", 2)
        metrics.gauge("other", "Other.", 3)
      },
      FakeBlockingCollector("third") { metrics, _ in metrics.counter("same", "Third.", 4) })
    for _ in 0..<3 {
      var page = MetricWriter()
      _ = try set.scrape(by: .soon, into: &page)
      #expect(samples(page) == ["same 1", "other 3"])
    }
    #expect(
      log.lines == [
        "error metrics left out: two collectors write the same family families=same"
      ])
  }

  private func set(_ collectors: any Collector..., disabled: Set<String> = []) -> CollectorSet {
    CollectorSet(
      collectors, disabled: disabled, pool: ThreadPool(limit: 16), log: log.logger)
  }
}

private struct FakeCollector: Collector {
  let name: String
  let body: @Sendable (inout MetricWriter) throws -> Void

  init(_ name: String, _ body: @escaping @Sendable (inout MetricWriter) throws -> Void) {
    self.name = name
    self.body = body
  }

  func collect(into metrics: inout MetricWriter) throws { try body(&metrics) }
}

private struct FakeBlockingCollector: BlockingCollector {
  let name: String
  let body: @Sendable (inout MetricWriter, Deadline) throws -> Void

  init(_ name: String, _ body: @escaping @Sendable (inout MetricWriter, Deadline) throws -> Void) {
    self.name = name
    self.body = body
  }

  func collect(into metrics: inout MetricWriter, by deadline: Deadline) throws {
    try body(&metrics, deadline)
  }
}

private func samples(_ page: borrowing MetricWriter) -> [String] {
  TestSupport.samples(String(decoding: page.written.bytes, as: UTF8.self))
}

extension Deadline {
  fileprivate static var soon: Deadline { Deadline(in: .seconds(10)) }
}
