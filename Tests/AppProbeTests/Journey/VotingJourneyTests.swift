import Foundation
import Shared
import TestSupport
import Testing

@testable import AppProbe

/// The shipped journeys through the real application.
@Suite(.serialized, VotingApplication.requirement.trait)
struct VotingJourneyTests {
  private let application: VotingApplication
  private let probes: ProbeOnLoop
  private let shipped: ShippedJourney

  init() throws {
    application = try VotingApplication(interval: 0.05)
    probes = try ProbeOnLoop()
    shipped = try ShippedJourney(result: application.resultURL)
  }

  private func walk(_ prober: JourneyProber) throws -> ProbeResult {
    try probes.probe(application.voteURL, prober)
  }

  /// The steps that were reached, and whether they succeeded.
  private func steps(_ result: ProbeResult) -> [String] {
    result.report.samples.filter { $0.metric == .journeyStepSuccess }
      .map { "\($0.labels[0].value) \(Int($0.value))" }
  }

  private func change(_ result: ProbeResult) -> String? {
    result.report.samples.first { $0.metric == .journeyStepChange }?.labels[1].value
  }

  @Test func votesAreFollowedUntilTheyAreCounted() throws {
    for voter in ["x", "y", "z"] { try application.cast("a", by: voter) }
    try wait(seconds: 30, for: "others' votes") { try application.scores() == ["a": 3] }
    let prober = try shipped.prober("voting_journey")

    let first = try walk(prober)
    #expect(first.report.failure == nil)
    #expect(
      steps(first)
        == ["vote_page 1", "result_page 1", "scores_before 1", "vote 1", "counted 1"])
    #expect(change(first) == "own")
    #expect(try application.scores() == ["a": 4])
    #expect(first.report.value(.ipProtocol) == 4)
    let span = try #require(
      first.report.value(.journeyStepDuration, [("step", "counted")]))
    #expect(span > 0 && span < 20)

    for scores in [["a": 3, "b": 1], ["a": 4], ["a": 3, "b": 1]] {
      let next = try walk(prober)
      #expect(next.report.failure == nil)
      #expect(change(next) == "own")
      #expect(try application.scores() == scores)
    }
    #expect(application.postgres.log.contains("duplicate key value"))
  }

  @Test func itPassesWhileOthersVote() throws {
    let others = Thread { [application] in
      for vote in 0..<150 {
        _ = try? application.cast(vote % 3 == 0 ? "a" : "b", by: "other \(vote % 20)")
      }
    }
    others.start()
    let prober = try shipped.prober("voting_journey")
    for _ in 0..<10 {
      let result = try walk(prober)
      #expect(result.report.failure == nil)
      #expect(change(result) != nil)
    }
    try wait(seconds: 60, for: "the others") { others.isFinished }
  }

  @Test func manyRunsLeaveOneVoter() throws {
    let runs = ProcessInfo.processInfo.environment["VIGIE_JOURNEY_RUNS"].flatMap(Int.init) ?? 100
    let prober = try shipped.prober("voting_journey")
    for _ in 0..<runs { #expect(try walk(prober).report.failure == nil) }
    #expect(
      try application.postgres.run("SELECT id, vote FROM votes")
        == "app-probe|\(runs % 2 == 0 ? "b" : "a")")
  }

  @Test func aWorkerThatIsStoppedFailsTheCountingStep() throws {
    let prober = try shipped.prober("voting_journey")
    #expect(try walk(prober).report.failure == nil)
    application.freeze(.worker)
    for _ in 0..<2 {
      let result = try walk(prober)
      let failure = try #require(result.report.failure)
      #expect(failure.reason == .count)
      #expect(failure.description.hasPrefix("step 'counted': the numbers have not moved"))
      #expect(
        steps(result)
          == ["vote_page 1", "result_page 1", "scores_before 1", "vote 1", "counted 0"])
      #expect(change(result) == nil)
      #expect(result.duration < .seconds(15))
    }
    application.thaw(.worker)
    // What waited is counted at any moment, also between this run's two looks.
    try wait(seconds: 30, for: "the queue to be empty") {
      try application.redis.cli("llen", "votes") == "0"
    }
    for _ in 0..<3 { #expect(try walk(prober).report.failure == nil) }
  }

  @Test func aWorkerThatIsGoneFailsTheCountingStep() throws {
    application.stop(.worker)
    let prober = try shipped.prober("voting_journey")
    let result = try walk(prober)
    #expect(result.report.failure?.reason == .count)
    #expect(steps(result).last == "counted 0")
    try application.start(.worker)
    #expect(try walk(prober).report.failure == nil)
  }

  @Test func aProbeThatDoesNotRememberItsLastChoiceVotesOnceMore() throws {
    #expect(try walk(shipped.prober("voting_journey")).report.failure == nil)
    #expect(try application.scores() == ["a": 1])
    let prober = try shipped.prober("voting_journey")
    let again = try walk(prober)
    #expect(again.report.failure == nil)
    #expect(change(again) == "own")
    #expect(again.log.lines.contains { "\($0.message)".hasPrefix("Nothing moved") })
    #expect(try application.scores() == ["b": 1])
    let next = try walk(prober)
    #expect(next.report.failure == nil)
    #expect(!next.log.lines.contains { "\($0.message)".hasPrefix("Nothing moved") })
  }

  @Test func aResultPageWithoutItsDatabaseFailsWhereScoresShouldCome() throws {
    try application.postgres.stop(.immediate)
    for module in ["voting_pages", "voting_journey"] {
      let result = try walk(shipped.prober(module))
      let failure = try #require(result.report.failure)
      let step = module == "voting_pages" ? "scores" : "scores_before"
      #expect(failure.reason == .timeout)
      #expect(failure.description == "step '\(step)': no event 'scores' came in time")
      #expect(steps(result) == ["vote_page 1", "result_page 1", "\(step) 0"])
    }
    try application.postgres.start()
    #expect(try walk(shipped.prober("voting_journey")).report.failure == nil)
  }

  @Test func aVotePageWithoutItsQueueFailsWhereItIsVoted() throws {
    application.redis.stop()
    let prober = try shipped.prober("voting_journey")
    let result = try walk(prober)
    let failure = try #require(result.report.failure)
    #expect(failure.reason == .status)
    #expect(failure.description == "step 'vote': POST / was answered with status 500")
    #expect(steps(result) == ["vote_page 1", "result_page 1", "scores_before 1", "vote 0"])
    #expect(try walk(shipped.prober("voting_pages")).report.failure == nil)
    try application.redis.start()
    #expect(try walk(prober).report.failure == nil)
  }

  @Test func aPageThatIsGoneFailsItsOwnStep() throws {
    application.stop(.result)
    let prober = try shipped.prober("voting_pages")
    let withoutResult = try walk(prober)
    #expect(withoutResult.report.failure?.reason == .refused)
    #expect(steps(withoutResult) == ["vote_page 1", "result_page 0"])
    application.stop(.vote)
    let withoutBoth = try walk(prober)
    #expect(withoutBoth.report.failure?.reason == .refused)
    #expect(steps(withoutBoth) == ["vote_page 0"])
  }

  @Test func twoRunsAtOnceDoNotUndoEachOthersVotes() throws {
    let prober = try shipped.prober("voting_journey")
    #expect(try walk(prober).report.failure == nil)
    let failures = Monitor<[ProbeFailure?]>([])
    let probes = [try ProbeOnLoop(), try ProbeOnLoop()]
    for own in probes {
      Thread.detachNewThread { [application] in
        for _ in 0..<5 {
          let result = try? own.probe(application.voteURL, prober)
          failures.update {
            $0.append(result.map(\.report.failure) ?? ProbeFailure(.local, "no result"))
          }
        }
      }
    }
    let all = failures.wait(until: Deadline(in: .seconds(120))) { $0.count == 10 ? $0 : nil }
    #expect(try #require(all).allSatisfy { $0 == nil })
    #expect(try application.postgres.run("SELECT count(*) FROM votes") == "1")
  }
}
