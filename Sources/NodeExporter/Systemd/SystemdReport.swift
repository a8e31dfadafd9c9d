import Shared

/// What one scrape learned from systemd.
struct SystemdReport {
  var version: SystemdVersion?
  /// Such as `kvm`; empty on bare metal.
  var virtualization: String?
  var isRunning = false
  /// Every unit's state, wanted or not, and how many are in it.
  var states: [String: Int] = [:]
  /// The wanted units, by name.
  var units: [Row] = []
  /// The unit files' states that are worth a series, by name.
  var files: [(name: String, state: String)] = []
  /// The units that should be active and whether they are, by name.
  var expected: [(name: String, isUp: Bool)] = []

  /// One wanted unit.
  struct Row {
    let name: String
    let active: String
    /// `{name=…}`
    let labels: Labels
    /// The labels with each of ``SystemdReport/stateNames``.
    var stateLabels: [Labels] = []
    /// Microseconds since the epoch.
    var activeSince: UInt64?
    var tasks: UInt64?
    var tasksLimit: UInt64?
    var restarts: UInt64?
    /// Microseconds since the epoch.
    var lastTrigger: UInt64?
    var accepted: UInt64?
    var connections: UInt64?
    var refused: UInt64?
  }

  /// The states that every unit has a series for.
  static let stateNames = ["active", "activating", "deactivating", "inactive", "failed"]
}

/// A version such as `252.39-1~deb12u2`.
struct SystemdVersion: Equatable {
  let text: String
  /// The number in it, such as 252.39.
  let number: Double

  /// The number is the first run of three digits or more, and one more run after a dot.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    func digits(from start: Int) -> Int {
      bytes[start...].prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.count
    }
    guard let start = bytes.indices.first(where: { digits(from: $0) >= 3 }) else { return nil }
    var end = start + digits(from: start)
    if end + 1 < bytes.count, bytes[end] == UInt8(ascii: ".") {
      let minor = digits(from: end + 1)
      if minor > 0 { end += 1 + minor }
    }
    guard let number = Double(String(decoding: bytes[start..<end], as: UTF8.self)) else {
      return nil
    }
    self.text = text
    self.number = number
  }
}
