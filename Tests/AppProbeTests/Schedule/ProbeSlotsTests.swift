import Testing

@testable import AppProbe

@Suite struct ProbeSlotsTests {
  @Test func aQuarterIsKeptForTargetsThatAnswer() {
    var slots = ProbeSlots(limit: 8)
    let strangers = (0..<8).map { _ in slots.take(hasAnswered: false) }
    #expect(strangers.count { $0 } == 6)
    let known = (0..<3).map { _ in slots.take(hasAnswered: true) }
    #expect(known == [true, true, false])
    slots.give()
    let later = [slots.take(hasAnswered: false), slots.take(hasAnswered: true)]
    #expect(later == [false, true])
  }

  @Test func oneIsEnoughForAll() {
    var slots = ProbeSlots(limit: 1)
    let taken = [slots.take(hasAnswered: false), slots.take(hasAnswered: true)]
    #expect(taken == [true, false])
    slots.give()
    #expect(slots.running == 0)
  }
}
