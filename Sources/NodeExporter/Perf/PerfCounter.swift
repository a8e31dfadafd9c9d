import CLinux
import Glibc
import Shared
import Synchronization

/// One event on one processor, counted from when this is made.
///
/// A processor counts few events at once; where more are wanted the kernel takes turns, and tells for
/// how much of the time each was counted. What came in the rest is reckoned from that.
final class PerfCounter: Sendable {
  private let descriptor: FileDescriptor
  private let subject: String
  private let state = Mutex(State())

  private struct State {
    var last = Reading()
    var total = 0.0
  }

  struct Reading: Equatable {
    var value: UInt64 = 0
    /// Nanoseconds for which it was wanted and for which it counted.
    var enabled: UInt64 = 0
    var running: UInt64 = 0

    /// What came since `last`.
    func increase(since last: Reading) -> Double {
      guard running > last.running, value >= last.value else { return 0 }
      let counted = Double(value - last.value)
      let part = Double(running - last.running)
      return max(Double(enabled &- last.enabled), part) / part * counted
    }
  }

  init(_ event: PerfEvent, cpu: Int) throws(SystemError) {
    subject = "\(event.name) of processor \(cpu)"
    descriptor = FileDescriptor(
      owning: try check(
        vigie_perf_event(event.type, event.config, CInt(cpu)), "count", subject))
  }

  /// What came since the counter was made.
  func total() throws(SystemError) -> Double {
    var bytes = [UInt8](repeating: 0, count: 24)
    let length = unsafe bytes.withUnsafeMutableBytes {
      unsafe read(descriptor.rawValue, $0.baseAddress!, 24)
    }
    let code = errno
    guard length == 24 else {
      throw SystemError("count", subject, code: length < 0 ? code : EIO)
    }
    let reading = Reading(
      value: bytes.span.load(UInt64.self, at: 0) ?? 0,
      enabled: bytes.span.load(UInt64.self, at: 8) ?? 0,
      running: bytes.span.load(UInt64.self, at: 16) ?? 0)
    return state.withLock { state in
      state.total += reading.increase(since: state.last)
      state.last = reading
      return state.total.rounded()
    }
  }
}
