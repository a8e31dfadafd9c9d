import Shared

/// Holds handlers up until a test lets them pass.
final class Gate: Sendable {
  private let isOpen = Monitor(false)

  func open() { isOpen.update { $0 = true } }

  func pass() {
    _ = isOpen.wait(until: Deadline(in: .seconds(20))) { $0 ? true : nil }
  }
}
