internal import CLinux

/// How many descriptors this process may have open at once (`RLIMIT_NOFILE`).
package enum OpenFileLimit {
  /// More than this is not asked for: tables that grow with the limit stay small.
  private static let most = 65_536

  /// Raises the soft limit to the hard one, and returns what now holds.
  @discardableResult
  package static func raise() -> Int {
    var (soft, hard): (UInt, UInt) = (1024, 1024)
    guard unsafe vigie_open_file_limit(&soft, &hard) == 0 else { return 1024 }
    let wanted = min(hard, UInt(most))
    if soft < wanted, vigie_set_open_file_limit(wanted, hard) == 0 { soft = wanted }
    return Int(min(soft, UInt(most)))
  }

  /// How many of `limit` descriptors connections may take, so that kernel files can be kept open
  /// between scrapes and whatever else is open finds room.
  package static func connections(of limit: Int) -> Int {
    max(16, limit - keptFiles(of: limit) - 64)
  }

  /// How many of `limit` descriptors are for kernel files that are kept open between scrapes.
  package static func keptFiles(of limit: Int) -> Int { min(12_288, limit / 2) }

  /// What holds now.
  package static var current: Int {
    var (soft, hard): (UInt, UInt) = (1024, 1024)
    guard unsafe vigie_open_file_limit(&soft, &hard) == 0 else { return 1024 }
    return Int(min(soft, UInt(most)))
  }
}
