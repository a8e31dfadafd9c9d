import Shared

/// The last probes, and as many older ones that failed, which are what people look for.
struct ProbeHistory: Sendable {
  /// A probe that is done. The text about it is made when somebody asks for it.
  final class Entry: Sendable {
    let result: ProbeResult
    let settings: Setting
    /// About how many bytes it takes.
    let size: Int

    init(_ result: ProbeResult, _ settings: Setting) {
      self.result = ProbeResult(
        target: result.target, module: result.module, startTime: result.startTime,
        duration: result.duration, report: result.report, log: result.log.cut(to: Self.longestLog))
      self.settings = settings
      size = self.result.log.size + result.report.size + result.target.utf8.count + 256
    }

    /// Bytes of a log that are kept.
    private static let longestLog = 16 << 10
  }

  /// An entry and the number by which it is asked for.
  struct Place: Sendable {
    let id: UInt64
    let entry: Entry
  }

  /// Of each of the two; the oldest come first.
  private let limit: Int
  /// Bytes of all of them.
  private let sizeLimit: Int
  private var newest: [Place] = []
  private var failed: [Place] = []
  private var size = 0

  init(limit: Int, sizeLimit: Int = 8 << 20) {
    self.limit = limit
    self.sizeLimit = sizeLimit
  }

  /// Takes a probe in, and gives back those that have no room any more.
  ///
  /// - Parameter id: Higher than all before.
  mutating func add(_ entry: Entry, id: UInt64) -> [Entry] {
    newest.append(Place(id: id, entry: entry))
    size += entry.size
    var dropped: [Entry] = []
    func drop(_ place: Place) {
      size -= place.entry.size
      dropped.append(place.entry)
    }
    while newest.count > limit {
      let old = newest.removeFirst()
      if old.entry.result.isSuccess { drop(old) } else { failed.append(old) }
    }
    while failed.count > limit { drop(failed.removeFirst()) }
    while size > sizeLimit, let oldest = failed.first ?? newest.first {
      if failed.isEmpty { newest.removeFirst() } else { failed.removeFirst() }
      drop(oldest)
    }
    return dropped
  }

  /// The newest first; then the older ones that failed.
  var places: [Place] { newest.reversed() + failed.reversed() }

  func first(where isWanted: (Place) -> Bool) -> Place? {
    newest.last(where: isWanted) ?? failed.last(where: isWanted)
  }
}
