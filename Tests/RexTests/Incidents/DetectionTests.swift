import Shared
import Testing

@testable import Rex

/// Detection on samples made by hand: seconds from 0, when nothing else is said.
@Suite struct DetectionTests {
  private let detection = Detection(zone: .utc)

  private func series(
    _ labels: [String: String], _ range: ClosedRange<Double>, every step: Double = 5,
    _ value: (Double) -> Double? = { _ in 1 }
  ) -> Series {
    Series(
      labels: labels,
      samples: stride(from: range.lowerBound, through: range.upperBound, by: step).compactMap {
        at in
        value(at).map { Series.Sample(at: at, value: $0) }
      })
  }

  private func alert(
    _ name: String, _ range: ClosedRange<Double>, severity: String = "critical",
    _ labels: [String: String] = [:]
  ) -> Series {
    series(
      ["alertname": name, "alertstate": "firing", "severity": severity].merging(labels) { $1 },
      range)
  }

  private func probe(
    _ service: String = "vote", vantage: String = "inside", until end: Double = 4000,
    bad: [ClosedRange<Double>], missing: [ClosedRange<Double>] = []
  ) -> Series {
    series(["service": service, "target": "t", "vantage": vantage, "instance": vantage], 0...end) {
      at in
      missing.contains { $0.contains(at) } ? nil : bad.contains { $0.contains(at) } ? 0 : 1
    }
  }

  @Test func alertsThatAreNearAreOneIncident() {
    var observations = Observations(range: 0..<4000)
    observations.alerts = [alert("A", 1000...1100), alert("B", 1350...1400)]
    observations.success = [probe(bad: [])]
    let found = detection.incidents(in: observations)
    #expect(found.count == 1)
    #expect(found.first?.start == 1000)
    #expect(found.first?.ending == .at(1405))
    // Not a moment in which users could not.
    #expect(found.first?.outages == [])
  }

  @Test func alertsFiveMinutesApartAreTwo() {
    var observations = Observations(range: 0..<4000)
    observations.alerts = [alert("A", 1000...1100), alert("B", 1410...1500)]
    observations.success = [probe(bad: [])]
    #expect(detection.incidents(in: observations).map(\.start) == [1000, 1410])
  }

  @Test func aRestartOfPrometheusIsNoEndOfAnAlert() {
    var observations = Observations(range: 0..<4000)
    let labels = ["alertname": "A", "alertstate": "firing", "severity": "critical"]
    observations.alerts = [
      series(labels, 1000...2000) { (1200...1400).contains($0) ? nil : 1 }
    ]
    observations.success = [probe(bad: [1000...2000], missing: [1200...1400])]
    let found = detection.incidents(in: observations)
    #expect(found.count == 1)
    #expect(found.first?.duration == 1005)
    #expect(found.first?.alerts.count == 1)
    #expect(found.first?.gaps == [Span(start: 1195, end: 1405)])
  }

  @Test func anAlertThatFiresAgainHasTwoRunsInOneIncident() {
    var observations = Observations(range: 0..<4000)
    let labels = ["alertname": "A", "alertstate": "firing", "severity": "critical"]
    observations.alerts = [
      series(labels, 1000...2000) { (1200...1300).contains($0) ? nil : 1 }
    ]
    observations.success = [probe(bad: [])]
    #expect(detection.incidents(in: observations).map { $0.alerts.map(\.fired) } == [[1000, 1305]])
    // For drills that follow each other.
    let closer = Detection(zone: .utc, gap: 60)
    #expect(closer.incidents(in: observations).map(\.start) == [1000, 1305])
  }

  @Test func oneThatGoesOnIsOpen() {
    var observations = Observations(range: 0..<2000)
    observations.success = [probe(until: 2000, bad: [1500...2000])]
    let found = detection.incidents(in: observations)
    #expect(found.map(\.ending) == [.open])
    #expect(found.first?.start == 1500)
    #expect(found.first?.end == 2000)
    #expect(found.first?.detection == nil)
    #expect(found.first?.downtime == nil)
  }

  @Test func anEndThatNobodyMeasuredIsNotKnown() {
    var observations = Observations(range: 0..<4000)
    observations.success = [probe(until: 1600, bad: [1500...1600])]
    let found = detection.incidents(in: observations)
    #expect(found.map(\.ending) == [.unknown])
    #expect(found.first?.lastSeen == 1600)
    #expect(found.first?.isOpen == false)
  }

  @Test func anAlertAfterWhichNothingIsKnownHasNoEnd() {
    var observations = Observations(range: 0..<4000)
    observations.alerts = [alert("A", 1000...1100)]
    #expect(detection.incidents(in: observations).map(\.ending) == [.unknown])
  }

  @Test func oneFailedProbeIsNoIncident() {
    var observations = Observations(range: 0..<4000)
    observations.success = [probe(bad: [1000...1000])]
    #expect(detection.incidents(in: observations) == [])
  }

  @Test func aServiceFailsWhenItFailsFromEverywhere() {
    var observations = Observations(range: 0..<4000)
    observations.success = [
      probe(bad: [1000...1200]), probe(vantage: "outside", bad: [1100...1300]),
    ]
    let found = detection.incidents(in: observations)
    #expect(found.map(\.start) == [1100])
    #expect(found.map(\.ending) == [.at(1205)])
  }

  /// A probe that times out began before the last sample of the one before it.
  @Test func theMomentOfAChangeIsThatOfTheProbe() {
    var observations = Observations(range: 0..<4000)
    observations.success = [probe(bad: [1000...1100])]
    observations.since = [
      series(
        ["service": "vote", "target": "t", "vantage": "inside", "instance": "inside"], 0...4000
      ) {
        $0 < 1000 ? 1 : $0 <= 1100 ? 993.5 : 1102.25
      }
    ]
    let found = detection.incidents(in: observations)
    #expect(found.map(\.start) == [993.5])
    #expect(found.map(\.ending) == [.at(1102.25)])
  }

  @Test func aProbableCauseIsNamedBeforeWhatFailedInTheSameSeconds() {
    var observations = Observations(range: 0..<4000)
    observations.success = [probe(bad: [1000...1100])]
    observations.alerts = [
      alert("Gone", 1010...1100, ["kind": "cause", "service": "host", "server": "a"]),
      alert("Burns", 900...1100, severity: "warning", ["kind": "symptom", "service": "vote"]),
      alert(
        "Clock", 990...1100, severity: "warning",
        ["kind": "cause", "service": "host", "server": "b"]),
    ]
    let incident = detection.incidents(in: observations).first
    #expect(incident?.failures.map(\.at) == [1000, 1010])
    #expect(
      incident?.causeFirst.map(\.component) == [
        Component(service: "host", server: "a"), Component(service: "vote"),
      ])
  }

  @Test func withoutACriticalCauseTheNearestWarningIsPointedTo() {
    var observations = Observations(range: 0..<4000)
    observations.success = [probe(bad: [1000...1100])]
    observations.alerts = [
      alert(
        "Clock", 700...1100, severity: "warning",
        ["kind": "cause", "service": "host", "server": "b"]),
      alert(
        "Spam", 990...1100, severity: "warning",
        ["kind": "cause", "service": "host", "server": "a"]),
      alert("PageDown", 1010...1100, ["kind": "symptom", "service": "vote"]),
    ]
    let incident = detection.incidents(in: observations).first
    #expect(incident?.probableCause?.name == "Spam")
    #expect(incident?.failures.map(\.at) == [990, 1000])
  }

  @Test func onlyContractHoursCount() {
    var observations = Observations(range: 0..<4000)
    observations.success = [probe(bad: [1000...1195])]
    observations.contract = [
      series(["calendar": "contract"], 0...4000) { $0 >= 1100 ? 1 : 0 }
    ]
    let found = detection.incidents(in: observations)
    #expect(found.first?.duration == 200)
    #expect(found.first?.downtime == 100)
  }

  @Test func hoursOfWhichNothingIsKnownAreNotCountedAsClosed() {
    var observations = Observations(range: 0..<4000)
    observations.success = [probe(bad: [1000...1995])]
    observations.contract = [series(["calendar": "contract"], 0...1200)]
    let incident = detection.incidents(in: observations).first
    #expect(incident?.downtime == 500)
    #expect(incident?.downtimeUnknown == 500)
  }

  @Test func warningsBelongToTheIncidentThatTheyAreNear() {
    var observations = Observations(range: 0..<9000)
    observations.alerts = [
      alert("A", 1000...1100), alert("Disk", 1200...1300, severity: "warning"),
      alert("Load", 6000...6100, severity: "warning"),
    ]
    observations.success = [probe(until: 9000, bad: [])]
    let incidents = detection.incidents(in: observations)
    #expect(incidents.map { $0.alerts.map(\.name) } == [["A", "Disk"]])
    let warnings = detection.warnings(in: observations, beside: incidents)
    #expect(warnings.map(\.id) == ["1970-01-01T0140w"])
    #expect(warnings.first?.isWarning == true)
  }

  @Test func aWarningThatGoesOnForHoursHasALifeOfItsOwn() {
    var observations = Observations(range: 0..<20_000)
    observations.alerts = [
      alert("A", 10_000...10_100), alert("Disk", 1000...15_000, severity: "warning"),
    ]
    observations.success = [probe(until: 20_000, bad: [])]
    let incidents = detection.incidents(in: observations)
    #expect(incidents.map(\.start) == [10_000])
    #expect(incidents.first?.probableCause == nil)
    #expect(detection.warnings(in: observations, beside: incidents).map(\.start) == [1000])
  }

  @Test func aCounterThatBeganAnewLosesNothingButWhatNobodySaw() {
    var observations = Observations(range: 0..<4000)
    observations.success = [probe(bad: [1000...1195])]
    let labels = ["service": "vote", "result": "failure"]
    observations.attempts = [
      series(labels, 0...4000) { $0 < 1100 ? 500 + max(0, $0 - 1000) : min($0, 1200) - 1100 }
    ]
    let incident = detection.incidents(in: observations).first
    // 95 until the restart, 100 after it.
    #expect(incident?.attempts == [Attempts(service: "vote", failed: 195, all: 195)])
  }

  @Test func withoutCountersProbesAreCountedBySamples() {
    var observations = Observations(range: 0..<4000)
    observations.success = [probe(bad: [1000...1195]), probe("result", bad: [])]
    let incident = detection.incidents(in: observations).first
    #expect(
      incident?.attempts == [
        Attempts(service: "result", failed: 0, all: 40),
        Attempts(service: "vote", failed: 40, all: 40),
      ])
  }
}
