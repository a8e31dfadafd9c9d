/// A version of the engine's API, such as 1.41.
struct APIVersion: Sendable, Comparable, CustomStringConvertible {
  let major: Int
  let minor: Int

  /// The newest that we speak. 1.52 leaves out what the older ones tell of disk usage.
  static let newest = APIVersion(major: 1, minor: 51)

  init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]),
      major >= 0, minor >= 0
    else { return nil }
    self.init(major: major, minor: minor)
  }

  static func < (left: APIVersion, right: APIVersion) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }

  var description: String { "\(major).\(minor)" }

  /// What to speak with an engine whose newest is `newest`: engines refuse versions above theirs,
  /// and newer ones also those far below.
  static func spoken(with newest: APIVersion) -> APIVersion { min(newest, .newest) }
}
