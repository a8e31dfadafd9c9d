import Testing

@testable import AppProbe

@Suite struct ProbeSlotsTests {
  @Test func aQuarterIsKeptForTargetsThatAnswer() {
    var slots = ProbeSlots(limit: 8)
    let strangers = (0..<8).filter { _ in slots.take(hasAnswered: false) }
    #expect(strangers.count == 6)
    #expect(slots.take(hasAnswered: true))
    #expect(slots.take(hasAnswered: true))
    #expect(!slots.take(hasAnswered: true))
    slots.give()
    #expect(!slots.take(hasAnswered: false))
    #expect(slots.take(hasAnswered: true))
  }

  @Test func oneIsEnoughForAll() {
    var slots = ProbeSlots(limit: 1)
    #expect(slots.take(hasAnswered: false))
    #expect(!slots.take(hasAnswered: true))
    slots.give()
    #expect(slots.running == 0)
  }
}
