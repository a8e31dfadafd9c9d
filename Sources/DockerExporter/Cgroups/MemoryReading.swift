import Shared

/// What a container uses of memory. In bytes, except where it is said otherwise; `nil` for what the
/// kernel does not tell.
struct MemoryReading: Sendable, Equatable {
  /// How often something happened.
  struct Faults: Sendable, Equatable {
    var minor: UInt64?
    var major: UInt64?
  }

  var usage: UInt64?
  var maximum: UInt64?
  var cache: UInt64?
  var rss: UInt64?
  var mappedFile: UInt64?
  var swap: UInt64?
  var kernel: UInt64?
  var activeFile: UInt64?
  var inactiveFile: UInt64?
  var dirtyFile: UInt64?
  var writebackFile: UInt64?
  /// Of the group, and of the groups below it too. The second version tells only the latter.
  var ownFaults = Faults()
  var allFaults = Faults()
  // Counts since the group was made.
  var limitHits: UInt64?
  var highEvents: UInt64?
  var oomKills: UInt64?
  // Pages since the group was made.
  var scanned: UInt64?
  var stolen: UInt64?
  var refaultedFile: UInt64?
  var refaultedAnonymous: UInt64?

  /// What cannot be taken back without ado, as `docker stats` shows it: all but the file pages that
  /// nobody has touched for long.
  var workingSet: UInt64? {
    guard let usage, let inactiveFile else { return nil }
    return usage > inactiveFile ? usage - inactiveFile : 0
  }
}
