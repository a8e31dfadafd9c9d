import Foundation
import Synchronization
import Testing

@testable import Shared

@Suite struct PatientCallsTests {
  @Test func answersComeInTheOrderOfTheKeys() {
    let calls = PatientCalls<Int, Int> { $0 * 10 }
    for _ in 0..<50 {
      #expect(
        described(calls.ask([3, 1, 2], by: Deadline(in: .seconds(5)))) == ["30", "10", "20"])
    }
  }

  @Test func oneThreadServesEveryRound() {
    let calls = PatientCalls<Int, UInt64>(patience: .seconds(10)) { _ in UInt64(pthread_self()) }
    var threads: Set<String> = []
    for round in 0..<100 {
      threads.formUnion(described(calls.ask([round], by: Deadline(in: .seconds(5)))))
    }
    #expect(threads.count == 1)
  }

  @Test func aCallThatHangsCostsTheOthersNothing() {
    let pipe = Hanging()
    let calls = PatientCalls<Int, Int> { key in
      if key == 1 { pipe.wait() }
      return key
    }
    let start = ContinuousClock.now
    #expect(
      described(calls.ask([0, 1, 2, 3], by: Deadline(in: .milliseconds(600))))
        == ["0", "stuck", "2", "3"])
    #expect(start.duration(to: .now) < .seconds(2))
    pipe.release()
  }

  @Test func aStuckCallHasOneThreadAndIsMadeAgainOnceItCameBack() throws {
    let pipe = Hanging()
    let made = Atomic(0)
    let events = Mutex<[String]>([])
    let calls = PatientCalls<String, Int>(patience: .milliseconds(20)) { key in
      if key == "dead" {
        made.add(1, ordering: .relaxed)
        pipe.wait()
      }
      return 7
    } notice: { key, event in
      events.withLock { $0.append("\(key) \(event)") }
    }

    let start = ContinuousClock.now
    _ = calls.ask(["dead", "well"], by: Deadline(in: .milliseconds(300)))
    for _ in 0..<100 {
      #expect(
        described(calls.ask(["dead", "well"], by: Deadline(in: .seconds(60)))) == ["stuck", "7"])
    }
    #expect(start.duration(to: .now) < .seconds(30))
    #expect(made.load(ordering: .relaxed) == 1)
    #expect(calls.stuckCount == 1)

    pipe.release()
    try eventually { calls.stuckCount == 0 }
    #expect(
      described(calls.ask(["dead", "well"], by: Deadline(in: .seconds(60)))) == ["7", "7"])
    #expect(made.load(ordering: .relaxed) == 2)
    try eventually { events.withLock { $0 } == ["dead stuck", "dead recovered"] }
  }

  @Test func noMoreThreadsThanTheLimitAreInACall() throws {
    let pipe = Hanging()
    let inside = Atomic(0)
    let calls = PatientCalls<Int, Int>(limit: 4, patience: .milliseconds(20)) { key in
      if key > 0 {
        inside.add(1, ordering: .relaxed)
        pipe.wait()
      }
      return key
    }
    #expect(described(calls.ask([0], by: Deadline(in: .seconds(5)))) == ["0"])
    let keys = Array(1...20) + [0]
    let first = described(calls.ask(keys, by: Deadline(in: .milliseconds(900))))
    #expect(first.count { $0 == "stuck" } == 3)
    #expect(first.count { $0 == "unasked" } == 17)
    #expect(first.last == "0")
    for _ in 0..<10 {
      #expect(described(calls.ask(keys, by: Deadline(in: .seconds(60)))).last == "0")
    }
    #expect(inside.load(ordering: .relaxed) == 3)
    pipe.release()
    try eventually { calls.stuckCount == 0 }
  }

  @Test func aDeadlineThatHasPassedIsAnsweredAtOnce() {
    let pipe = Hanging()
    let calls = PatientCalls<Int, Int> { key in
      pipe.wait()
      return key
    }
    // It would not come back if it waited for the call.
    #expect(described(calls.ask([1], by: Deadline(in: .zero))) == ["late"])
    pipe.release()
  }

  @Test func whoHasNoTimeMarksNothingAsStuck() {
    let pipe = Hanging()
    let events = Mutex(0)
    let calls = PatientCalls<Int, Int>(patience: .seconds(60)) { key in
      pipe.wait()
      return key
    } notice: { _, _ in
      events.withLock { $0 += 1 }
    }
    for _ in 0..<5 {
      #expect(
        described(calls.ask([1, 2], by: Deadline(in: .microseconds(90)))) == ["late", "late"])
    }
    #expect(calls.stuckCount == 0)
    pipe.release()
    #expect(described(calls.ask([1, 2], by: Deadline(in: .seconds(50)))) == ["1", "2"])
    #expect(events.withLock { $0 } == 0)
  }

  @Test func aRoundHearsAtOnceOfTheAnswerToAnothersCall() throws {
    let (first, second) = (Hanging(), Hanging())
    let begun = Atomic(0)
    let calls = PatientCalls<Int, Int>(patience: .seconds(60)) { key in
      begun.add(1, ordering: .sequentiallyConsistent)
      (key == 1 ? first : second).wait()
      return key
    }
    let other = Thread { _ = calls.ask([1, 2], by: Deadline(in: .seconds(50))) }
    other.start()
    try eventually { begun.load(ordering: .sequentiallyConsistent) == 1 }
    let helper = Thread {
      usleep(50_000)
      first.release()
    }
    helper.start()
    let start = ContinuousClock.now
    // The other round goes on with its second call.
    #expect(described(calls.ask([1], by: Deadline(in: .seconds(50)))) == ["1"])
    #expect(start.duration(to: .now) < .seconds(10))
    second.release()
  }

  private func described(_ outcomes: [CallOutcome<some Sendable>]) -> [String] {
    outcomes.map {
      switch $0 {
      case .answered(let answer): "\(answer)"
      case .stuck: "stuck"
      case .late: "late"
      case .unasked: "unasked"
      }
    }
  }

  private func eventually(_ condition: () -> Bool) throws {
    let limit = ContinuousClock.now + .seconds(60)
    while !condition() {
      try #require(ContinuousClock.now < limit)
      usleep(5000)
    }
  }
}

/// A read on a pipe that nobody writes to, until it is closed.
private final class Hanging: Sendable {
  private let reading: CInt
  private let writing: Mutex<CInt>

  init() {
    var ends: [CInt] = [0, 0]
    unsafe pipe(&ends)
    reading = ends[0]
    writing = Mutex(ends[1])
  }

  deinit {
    release()
    close(reading)
  }

  func wait() {
    var byte: UInt8 = 0
    _ = unsafe read(reading, &byte, 1)
  }

  func release() {
    writing.withLock { end in
      if end >= 0 { close(end) }
      end = -1
    }
  }
}
