import Shared
import Synchronization

/// Which counters of a kernel file a pattern wants, decided once and remembered.
///
/// Such a file names several hundred counters on every reading and hardly ever other ones. The
/// decision is kept beside the bytes that named them and made again only where those differ:
/// lines come while the machine runs, as those of the ICMP types in `/proc/net/snmp6` do.
final class FieldPlan: Sendable {
  /// A counter that is wanted.
  struct Field: Sendable, Equatable {
    /// Which of its line's values it is, from 0.
    let column: Int
    let family: String
    let help: String
  }

  fileprivate struct Group: Sendable {
    let names: [UInt8]
    let fields: [Field]
  }

  private let kept = Mutex<[Group]>([])
  private let choose: @Sendable (String) -> [Field]

  /// - Parameter choose: Picks the wanted counters of one group of names, in ascending order of
  ///   their columns.
  init(choose: @escaping @Sendable (String) -> [Field]) {
    self.choose = choose
  }

  /// Runs `body` over one reading of the file.
  func reading(_ body: (inout Reading) throws -> Void) rethrows {
    var reading = Reading(groups: kept.withLock { $0 }, choose: choose)
    try body(&reading)
    if reading.isChanged { kept.withLock { $0 = reading.groups } }
  }

  /// One pass through the file, in which its groups of names come in turn.
  struct Reading {
    fileprivate var groups: [Group]
    fileprivate let choose: (String) -> [Field]
    fileprivate var isChanged = false
    private var next = 0

    fileprivate init(groups: [Group], choose: @escaping (String) -> [Field]) {
      self.groups = groups
      self.choose = choose
    }

    /// The counters that are wanted of the file's next group of names.
    mutating func fields(of names: TextCursor) -> [Field] {
      defer { next += 1 }
      if next < groups.count, names.equals(groups[next].names) { return groups[next].fields }
      let fields = choose(names.string)
      let group = Group(names: Array(names.string.utf8), fields: fields)
      if next < groups.count { groups[next] = group } else { groups.append(group) }
      isChanged = true
      return fields
    }
  }
}
