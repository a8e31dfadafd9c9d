import Glibc
import Shared
import Testing

@testable import AppProbe

@Suite struct EventLoopTests {
  /// Runs `operation` on a loop of its own, and returns what it returns.
  private func onLoop<Value: Sendable>(
    _ operation: @escaping @Sendable (EventLoop) async -> Value
  ) throws -> Value {
    let loop = try EventLoop.start()
    defer { loop.stop() }
    let result = Monitor<Value?>(nil)
    loop.run {
      let value = await operation(loop)
      result.update { $0 = value }
    }
    return try #require(result.wait(until: Deadline(in: .seconds(30))) { $0 })
  }

  @Test func tasksRunOnTheLoopsThread() throws {
    #expect(
      try onLoop { loop in
        let before = loop.isCurrent
        await loop.sleep(until: Deadline(in: .milliseconds(5)))
        return before && loop.isCurrent
      })
  }

  @Test func sleepersWakeInTheOrderOfTheirMoments() throws {
    let order = Monitor<[Int]>([])
    let loop = try EventLoop.start()
    defer { loop.stop() }
    for delay in [30, 10, 20, 0] {
      loop.run {
        await loop.sleep(until: Deadline(in: .milliseconds(delay)))
        order.update { $0.append(delay) }
      }
    }
    let found = order.wait(until: Deadline(in: .seconds(30))) { $0.count == 4 ? $0 : nil }
    #expect(found == [0, 10, 20, 30])
  }

  @Test func aDescriptorThatIsNotReadyCostsItsDeadline() throws {
    var ends: [CInt] = [0, 0]
    #expect(pipe(&ends) == 0)
    let (readable, writable) = (ends[0], ends[1])
    defer {
      close(readable)
      close(writable)
    }
    let answers = try onLoop { loop in
      let late = try? await loop.ready(readable, .read, by: Deadline(in: .milliseconds(20)))
      write(writable, "x", 1)
      let there = try? await loop.ready(readable, .read, by: Deadline(in: .seconds(30)))
      return [late, there]
    }
    #expect(answers == [false, true])
  }

  @Test func timersThatAreTakenBackLeaveNothing() {
    var heap = TimerHeap()
    let timers = (0..<100).map { LoopTimer(Deadline(in: .milliseconds(($0 * 37) % 100))) {} }
    for timer in timers { heap.insert(timer) }
    for timer in timers where (timers.firstIndex { $0 === timer } ?? 0) % 3 != 0 {
      heap.remove(timer)
      heap.remove(timer)
    }
    var ends: [Deadline] = []
    while let first = heap.first {
      ends.append(first.end)
      heap.remove(first)
    }
    #expect(ends.count == 34)
    #expect(ends == ends.sorted())
  }
}
