import Shared
import Testing

@testable import AppProbe

@Suite struct PaceTests {
  @Test(arguments: [
    // A phase of 3 s in 5: at 3, 8, 13 … since 1970.
    (3.0, 0.0), (0.0, 3.0), (3.5, 4.5), (8.0, 0.0), (1_000_000_004.0, 4.0),
  ])
  func thePhaseIsThatOfTheClock(now: Double, delay: Double) {
    let found = Pace.delay(interval: .seconds(5), hash: 3_000_000_000, now: now)
    #expect(found == .seconds(delay))
  }

  @Test func targetsAreSpreadOverTheirInterval() {
    var slices = [Int](repeating: 0, count: 20)
    for number in 0..<2000 {
      let target = ScheduledTarget(
        target: "http://10.0.0.\(number % 250):\(number)/", module: .fake(.quick))
      let delay = Pace.delay(interval: .seconds(5), hash: target.identity.hash, now: 0)
      slices[Int(delay / .milliseconds(250))] += 1
    }
    #expect(slices.allSatisfy { (60...150).contains($0) }, "\(slices)")
  }

  @Test func aPhaseIsTheSameAfterARestart() {
    var target = ScheduledTarget(target: "http://127.0.0.1:5000/", module: .fake(.quick))
    target.labels = [("service", "vote")]
    // A number that changes moves everybody's probes once.
    #expect(target.identity.hash == 1_251_873_693_224_948_690)
    var other = target
    other.labels = [("servicev", "ote")]
    #expect(target.identity.hash != other.identity.hash)
  }

  @Test func startsThatPassedAreSkippedAndTheGridStays() {
    var pace = Pace(interval: .milliseconds(300), hash: 0, now: 0)
    let start = pace.next
    #expect(pace.advance() == 0)
    #expect(pace.next == start.later(by: .milliseconds(300)))
    _ = Monitor(()).wait(until: start.later(by: .milliseconds(1000))) { _ in Bool?.none }
    let missed = pace.advance()
    // Those at 600 and 900 ms have passed; more if the machine is slow.
    #expect(missed >= 2)
    #expect(pace.next == start.later(by: .milliseconds(300) * (missed + 2)))
  }

  @Test func aProbeEndsBeforeTheNextBegins() {
    let pace = Pace(interval: .seconds(2), hash: 0, now: 0)
    #expect(pace.room <= .milliseconds(1950))
    #expect(pace.room > .milliseconds(500))
  }
}
