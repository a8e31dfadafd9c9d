/// How complete a replica was, and when, from what it was seen to be at each scrape.
///
/// With every message the primary tells where its WAL ends and what time it is. As soon as the
/// replica has replayed up to there, it is known to have been complete at that time.
///
/// Messages that wait in a slow link are old when they come, and tell of an end that is not the end
/// any more. For how long one was on its way, clocks of two hosts tell only by the difference
/// between messages: the smallest one of late is taken for the difference of the clocks. So a link
/// that was slow at the first look is seen to be slow only when it gets slower or quicker, and a
/// clock that is set back on the primary looks like a slow link for up to twice ``skewAge``, or until
/// the receiver starts anew.
struct ReplicaProgress: Sendable {
  /// What a replica knows of its receiver of WAL; times in seconds since 1970.
  struct Message: Sendable {
    let receiver: Int
    /// By the replica's clock.
    let heard: Double
    /// By the primary's clock; `nil` when the receiver has started and heard nothing, since the
    /// primary had nothing to send.
    let sent: Double?
    /// Where the primary's WAL ended, in bytes.
    let end: UInt64
  }

  private struct Mark {
    let end: UInt64
    let time: Double
  }

  /// When the replica was last known to be complete, by its own clock.
  private(set) var complete: Double?
  /// For how long the newest message was on its way, in seconds.
  private(set) var delay = 0.0

  /// What the primary said that is not replayed yet, the oldest first.
  private var marks: [Mark] = []
  private var receiver: Int?
  private var skew = Double.infinity
  private var earlierSkew = Double.infinity
  private var skewSince = 0.0

  private static let skewAge = 1800.0
  private static let maxMarks = 32

  /// Whether all is replayed that the primary is known to have had.
  var isComplete: Bool { complete != nil && marks.isEmpty }

  /// Notes what was seen.
  ///
  /// - Parameters:
  ///   - message: The newest one; `nil` while there was none.
  ///   - replayed: Up to where WAL was replayed, in bytes.
  mutating func note(_ message: Message?, replayed: UInt64) {
    if let message {
      delay = delay(of: message)
      let mark = Mark(end: message.end, time: message.heard - delay)
      if marks.last.map({ $0.time < mark.time }) ?? true { marks.append(mark) }
    }
    for mark in marks where mark.end <= replayed { complete = max(complete ?? 0, mark.time) }
    // Those that are older are of no use, nor may ever be reached where the timeline was left.
    if let complete { marks.removeAll { $0.time <= complete } }
    // A replica that is far behind is known less exactly.
    if marks.count > Self.maxMarks {
      marks = marks.enumerated().compactMap { $0.isMultiple(of: 2) ? $1 : nil }
    }
  }

  private mutating func delay(of message: Message) -> Double {
    if receiver != message.receiver {
      // It may talk to another host.
      receiver = message.receiver
      earlierSkew = .infinity
      skew = .infinity
      skewSince = message.heard
    } else if abs(message.heard - skewSince) > Self.skewAge {
      earlierSkew = skew
      skew = .infinity
      skewSince = message.heard
    }
    guard let sent = message.sent else { return 0 }
    let difference = message.heard - sent
    skew = min(skew, difference)
    return difference - min(skew, earlierSkew)
  }
}
