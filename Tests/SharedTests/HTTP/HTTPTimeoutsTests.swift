import Testing

@testable import Shared

@Suite struct HTTPTimeoutsTests {
  private func timeouts() -> HTTPTimeouts {
    HTTPTimeouts { kind in kind == .idle ? .nanoseconds(100) : .nanoseconds(10) }
  }

  @Test func tellsWhoseTimeIsOverInTheOrderOfTheirEnds() {
    var timeouts = timeouts()
    for slot in [7, 3, 5] { timeouts.arm(slot, .idle, at: UInt64(slot)) }
    timeouts.arm(4, .request, at: 50)
    #expect(timeouts.nextEnd == 60)
    #expect(timeouts.expired(at: 59) == nil)
    #expect(timeouts.expired(at: 60)?.slot == 4)
    timeouts.disarm(4)
    timeouts.arm(7, .idle, at: 20)
    #expect(timeouts.oldest(.idle) == 3)
    #expect(timeouts.nextEnd == 103)
    timeouts.disarm(5)
    timeouts.disarm(3)
    #expect(timeouts.oldest(.idle) == 7)
    #expect(timeouts.kind(of: 7) == .idle)
    timeouts.disarm(7)
    #expect(timeouts.nextEnd == nil)
    #expect(timeouts.kind(of: 7) == nil)
    #expect(timeouts.kind(of: 1000) == nil)
  }

  @Test func keepsItsListsInOrderThroughManyChanges() {
    var timeouts = timeouts()
    var random = SeededRandom(seed: 1)
    var ends: [Int: (kind: HTTPTimeouts.Kind, end: UInt64)] = [:]
    for now in UInt64(0)..<5000 {
      let slot = Int.random(in: 0..<50, using: &random)
      if Bool.random(using: &random) {
        let kind = HTTPTimeouts.Kind.allCases.randomElement(using: &random)!
        timeouts.arm(slot, kind, at: now)
        ends[slot] = (kind, now + (kind == .idle ? 100 : 10))
      } else {
        timeouts.disarm(slot)
        ends[slot] = nil
      }
      #expect(timeouts.nextEnd == ends.values.map(\.end).min())
    }
  }
}
