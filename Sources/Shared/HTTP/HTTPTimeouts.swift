/// Which connections ran out of time, by what they are waited for.
///
/// All that wait for the same thing wait equally long, so a list per kind, appended to at its end,
/// is in the order of their ends: arming, disarming and finding the next are a few assignments
/// however many connections there are. Times are nanoseconds of a clock that nobody sets.
struct HTTPTimeouts {
  enum Kind: Int, CaseIterable {
    /// For the first byte of a request.
    case idle
    /// For the rest of a request.
    case request
    /// For a client that does not read.
    case write
    /// For a client to read an answer before its connection is closed.
    case linger
  }

  private struct Entry {
    var kind: Kind?
    var end: UInt64 = 0
    var previous = -1
    var next = -1
  }

  private struct List {
    let duration: UInt64
    var first = -1
    var last = -1
  }

  /// By the connection's slot.
  private var entries: [Entry] = []
  private var lists: [List]

  init(_ duration: (Kind) -> Duration) {
    lists = Kind.allCases.map { kind in
      let (seconds, attoseconds) = duration(kind).components
      return List(duration: UInt64(seconds * 1_000_000_000 + attoseconds / 1_000_000_000))
    }
  }

  /// What the connection in `slot` is waited for.
  func kind(of slot: Int) -> Kind? { slot < entries.count ? entries[slot].kind : nil }

  /// Starts the connection's time again.
  mutating func arm(_ slot: Int, _ kind: Kind, at now: UInt64) {
    while entries.count <= slot { entries.append(Entry()) }
    disarm(slot)
    let last = lists[kind.rawValue].last
    entries[slot] = Entry(
      kind: kind, end: now + lists[kind.rawValue].duration, previous: last, next: -1)
    if last >= 0 { entries[last].next = slot } else { lists[kind.rawValue].first = slot }
    lists[kind.rawValue].last = slot
  }

  mutating func disarm(_ slot: Int) {
    guard slot < entries.count, let kind = entries[slot].kind else { return }
    let (previous, next) = (entries[slot].previous, entries[slot].next)
    if previous >= 0 {
      entries[previous].next = next
    } else {
      lists[kind.rawValue].first = next
    }
    if next >= 0 { entries[next].previous = previous } else { lists[kind.rawValue].last = previous }
    entries[slot] = Entry()
  }

  /// The connection that has waited longest for `kind`.
  func oldest(_ kind: Kind) -> Int? {
    let first = lists[kind.rawValue].first
    return first >= 0 ? first : nil
  }

  /// A connection whose time is over, and what for. It stays until it is disarmed or armed anew.
  func expired(at now: UInt64) -> (slot: Int, kind: Kind)? {
    for kind in Kind.allCases {
      if let slot = oldest(kind), entries[slot].end <= now { return (slot, kind) }
    }
    return nil
  }

  /// When the next connection's time is over.
  var nextEnd: UInt64? { Kind.allCases.compactMap { oldest($0).map { entries[$0].end } }.min() }
}
