import Shared
import Testing

@Suite struct SingleFlightTests {
  private final class Flight: Sendable {}
  private let flights = SingleFlight<String, Flight>()

  @Test func whoAsksForTheSameJoinsUntilItHasLanded() {
    let (first, isNew) = flights.board("a") { Flight() }
    let (second, isSecondNew) = flights.board("a") { Flight() }
    #expect(isNew && !isSecondNew)
    #expect(first === second)
    #expect(flights.board("b") { Flight() }.isNew)
    flights.land(first, for: "a")
    #expect(flights.board("a") { Flight() }.isNew)
  }

  @Test func aFlightThatLandsTwiceDoesNotLandTheNextOne() {
    let (first, _) = flights.board("a") { Flight() }
    flights.land(first, for: "a")
    let (second, _) = flights.board("a") { Flight() }
    flights.land(first, for: "a")
    #expect(flights.board("a") { Flight() }.flight === second)
  }
}
