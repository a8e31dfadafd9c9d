import Shared
import Synchronization

/// What one processor did since the system started: a line of `/proc/stat`.
struct CPUTimes: Equatable {
  /// How the kernel counts time for programs, in every architecture that Swift runs on.
  static let ticksPerSecond: UInt64 = 100
  static let decimals = 2

  /// The modes of the columns, in order.
  static let modes: [String] = [
    "user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal",
  ]
  /// The modes of the columns after those of ``modes``; the same ticks are in `user` and `nice`.
  static let guestModes: [String] = ["user", "nice"]

  let cpu: Int
  /// Hundredths of a second, column by column.
  var ticks = [10 of UInt64](repeating: 0)

  var idle: UInt64 { ticks[3] }

  static func == (left: CPUTimes, right: CPUTimes) -> Bool {
    left.cpu == right.cpu && left.ticks.indices.allSatisfy { left.ticks[$0] == right.ticks[$0] }
  }

  /// Reads the lines `cpu0 …`, `cpu1 …` of `/proc/stat`, one for each processor that is online.
  static func read(_ file: Span<UInt8>) throws(ParseError) -> [CPUTimes] {
    var text = TextCursor(file)
    var all: [CPUTimes] = []
    while var line = text.nextLine(), line.take(prefix: "cpu") {
      // The first line is the sum of the others.
      if line.take(prefix: " ") { continue }
      var times = CPUTimes(cpu: try line.processor())
      for column in times.ticks.indices {
        line.skipBlanks()
        // Kernels before 2.6.33 lack the last columns.
        if line.isAtEnd { break }
        times.ticks[column] = try line.integer()
      }
      all.append(times)
    }
    return all
  }
}

/// The times that were served last, so that no counter goes backwards.
///
/// The kernel computes idle and iowait anew for each reading and may come out lower than before
/// by some ticks; Prometheus would take that for a restart and count everything twice.
final class CPUTimesMemory: Sendable {
  private let last = Mutex<[Int: CPUTimes]>([:])

  /// A jump of idle time that is no inaccuracy: the processor was taken away and came back.
  private static let jump = 3 * CPUTimes.ticksPerSecond

  /// The same times with nothing lower than it was, save for processors that started anew.
  func settle(_ current: [CPUTimes]) -> [CPUTimes] {
    last.withLock { last in
      let settled = current.map { current in
        var settled = current
        if let last = last[current.cpu], !Self.isAnew(current, after: last) {
          for column in settled.ticks.indices {
            settled.ticks[column] = max(settled.ticks[column], last.ticks[column])
          }
        }
        last[current.cpu] = settled
        return settled
      }
      if last.count > current.count {
        // What comes back after an absence starts anew, however short its idle time was.
        let online = Set(current.map(\.cpu))
        last = last.filter { online.contains($0.key) }
      }
      return settled
    }
  }

  private static func isAnew(_ current: CPUTimes, after last: CPUTimes) -> Bool {
    current.idle < last.idle && last.idle - current.idle >= jump
  }
}
