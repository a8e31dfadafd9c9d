import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Shared

@Suite(.timeLimit(.minutes(1))) struct ThreadPoolTests {
  @Test func theThreadThatWorkedLastGetsTheNextJob() {
    let pool = ThreadPool(limit: 4)
    let seen = Monitor<[UInt]>([])
    for count in 1...20 {
      #expect(pool.run { seen.update { $0.append(UInt(bitPattern: pthread_self().hashValue)) } })
      _ = seen.wait(until: Deadline(in: .seconds(20))) { $0.count == count ? true : nil }
      usleep(2000)
    }
    #expect(Set(seen.read { $0 }).count == 1)
    #expect(pool.threads == 1)
  }

  @Test func refusesWhenAllAreBusyAndTheQueueIsFull() {
    let pool = ThreadPool(limit: 2, queueLimit: 1)
    let gate = Gate()
    let done = Monitor(0)
    let job: ThreadPool.Job = {
      gate.pass()
      done.update { $0 += 1 }
    }
    #expect(pool.run(job))
    #expect(pool.run(job))
    #expect(pool.run(job))
    #expect(!pool.run(job))
    gate.open()
    #expect(done.wait(until: Deadline(in: .seconds(20))) { $0 == 3 ? true : nil } == true)
    #expect(pool.threads == 2)
  }

  @Test func idleThreadsEndButOneStays() {
    let pool = ThreadPool(limit: 8, patience: .milliseconds(50))
    let gate = Gate()
    for _ in 0..<8 { #expect(pool.run { gate.pass() }) }
    #expect(pool.threads == 8)
    gate.open()
    while pool.threads > 1 { usleep(10_000) }
    usleep(200_000)
    #expect(pool.threads == 1)
    let done = Monitor(false)
    #expect(pool.run { done.update { $0 = true } })
    #expect(done.wait(until: Deadline(in: .seconds(20))) { $0 ? true : nil } == true)
  }

  @Test func whatAJobHoldsGoesWhenItEnds() {
    final class Held: Sendable {
      let onEnd: @Sendable () -> Void
      init(_ onEnd: @escaping @Sendable () -> Void) { self.onEnd = onEnd }
      deinit { onEnd() }
    }
    let pool = ThreadPool(limit: 1)
    let gone = Monitor(false)
    do {
      let held = Held { gone.update { $0 = true } }
      #expect(pool.run { _ = held })
    }
    #expect(gone.wait(until: Deadline(in: .seconds(20))) { $0 ? true : nil } == true)
  }
}
