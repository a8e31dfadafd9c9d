import Synchronization
import TestSupport
import Testing

@testable import Shared

@Suite struct GuestCollectorTests {
  @Test func comesLastAndGivesWayToEverythingElse() throws {
    let guest = Guest()
    let set = CollectorSet([guest], pool: ThreadPool(limit: 2), log: LogRecorder().logger)
    for _ in 1...2 {
      var page = MetricWriter()
      let parts = try set.scrape(by: Deadline(in: .seconds(10)), into: &page)
      #expect(parts.map(\.outcome) == [.wrote])
      #expect(page.written.families.isEmpty)
      page.gauge("own", "Ours.", 1)
      for part in parts { part.guestPage?.append(to: &page) }
      let text = String(decoding: page.written.bytes, as: UTF8.self)
      #expect(samples(text) == ["own 1", "guest 2"])
      #expect(page.written.duplicates.isEmpty)
    }
    #expect(guest.withdrawals.load(ordering: .relaxed) == 2)
  }

  @Test func isAppendedAsItIsWhereNothingIsInTheWay() throws {
    let set = CollectorSet([Guest()], pool: ThreadPool(limit: 2), log: LogRecorder().logger)
    var page = MetricWriter()
    let parts = try set.scrape(by: Deadline(in: .seconds(10)), into: &page)
    for part in parts { part.guestPage?.append(to: &page) }
    #expect(samples(String(decoding: page.written.bytes, as: UTF8.self)) == ["own 1", "guest 2"])
  }
}

/// Writes `own`, unless it hears that this belongs to others.
private final class Guest: GuestCollector {
  let name = "guest"
  let withdrawals = Atomic(0)

  func collect(into metrics: inout MetricWriter, by deadline: Deadline) {
    metrics.gauge("own", "Not ours.", 1)
    metrics.gauge("guest", "The guest's.", 2)
  }

  func withdraw(_ names: [String], into metrics: inout MetricWriter) {
    #expect(names == ["own"])
    withdrawals.add(1, ordering: .relaxed)
    metrics.gauge("guest", "The guest's.", 2)
  }
}
