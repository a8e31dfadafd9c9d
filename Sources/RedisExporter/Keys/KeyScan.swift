import Shared

/// A scan of a database for the keys that match a pattern, which can take several scrapes: it is
/// left at its cursor and goes on from there, and the last finished result is served meanwhile.
struct KeyScan: Sendable {
  /// What it is for; the name is that of the flag.
  enum Purpose: String, Sendable {
    case keys = "check-keys"
    case counts = "count-keys"
    case streams = "check-streams"
    case groups = "check-key-groups"
  }

  struct Identity: Hashable, Sendable {
    let purpose: Purpose
    let pattern: DatabaseKey
  }

  /// What a scan that went through the whole database found.
  struct Result: Sendable {
    var count = 0
    /// The first keys, as many as become series.
    var found: [[UInt8]] = []
    var groups = KeyGroups()
    /// The time that the scan took, without that between scrapes.
    var duration = Duration.zero
    /// How many keys the server looked at, matching or not, to some approximation.
    var visited = 0
    var finished = ContinuousClock.now
  }

  let identity: Identity
  /// The last finished one.
  private(set) var result: Result?
  /// The one that is under way.
  private var next: Result?
  private var cursor = KeyScan.start
  private var isAtEnd = false
  private var seen = SeenKeys()
  /// Keys whose memory is yet to be asked, for groups.
  private var unweighed: [[UInt8]] = []

  private static let start: [UInt8] = [UInt8(ascii: "0")]

  init(_ identity: Identity) { self.identity = identity }

  /// Whether there is something to ask for in this scrape.
  var isUnderWay: Bool { next != nil }

  /// Begins anew when the last result is too old, or was had in next to no time.
  mutating func beginIfDue(_ settings: KeySettings) {
    guard next == nil else { return }
    if let result {
      let isShort =
        result.duration < settings.shortScan && result.visited <= settings.shortScanKeys
      guard isShort || ContinuousClock.now - result.finished >= settings.scanMaxAge else { return }
    }
    abandon()
    next = Result()
  }

  /// Gives up what is under way: a cursor means nothing to a server that was started since.
  mutating func abandon() {
    next = nil
    cursor = Self.start
    isAtEnd = false
    seen.removeAll()
    unweighed = []
  }

  /// The server refuses: what it said before is not kept as if it were the present.
  mutating func fail() {
    abandon()
    result = nil
  }
}

// MARK: - One step

extension KeyScan {
  /// What to ask next: the memory of the keys that the last step brought, and a further step.
  func questions(_ settings: KeySettings, _ server: ServerInfo) -> [KeyQuestion] {
    let database = identity.pattern.database
    var questions = unweighed.map { key in
      KeyQuestion(
        database: database,
        command: Command(
          bytes: [Array("MEMORY".utf8), Array("USAGE".utf8), key], name: "MEMORY USAGE"))
    }
    if !isAtEnd {
      var words = [Array("SCAN".utf8), cursor]
      if identity.pattern.bytes != [UInt8(ascii: "*")] {
        words += [Array("MATCH".utf8), identity.pattern.bytes]
      }
      words += [Array("COUNT".utf8), Array("\(settings.batchSize)".utf8)]
      if identity.purpose == .streams, server.version >= "6.0.0" {
        words += [Array("TYPE".utf8), Array("stream".utf8)]
      }
      questions.append(
        KeyQuestion(database: database, command: Command(bytes: words, name: "SCAN")))
    }
    return questions
  }

  /// Takes the answers to ``questions(_:_:)``.
  ///
  /// - Parameter duration: What they took.
  mutating func take(
    _ answers: ArraySlice<Swift.Result<Reply, RedisError>>, _ settings: KeySettings,
    duration: Duration
  ) throws(RedisError) {
    guard var next = self.next.take() else { return }
    next.duration += duration
    let weights = answers.prefix(unweighed.count)
    for (key, weight) in zip(unweighed, weights) {
      switch weight {
      case .success(let reply):
        // Without a weight it is gone.
        if let bytes = reply.integer {
          next.groups.add(settings.groups.group(of: key), bytes: bytes)
        }
      // A key that moves to another node is that one's.
      case .failure(let error): if !error.isElsewhere { throw error }
      }
    }
    unweighed = []
    if let answer = answers.dropFirst(weights.count).first {
      let reply = try answer.get()
      guard reply.count == 2, reply[1].kind == .array else {
        throw RedisError(.protocol, "SCAN: this is no answer to it")
      }
      cursor = reply[0].copy
      isAtEnd = cursor == Self.start
      next.visited += settings.batchSize
      for element in reply[1].elements { meet(element.copy, settings, &next) }
    }
    if isAtEnd, unweighed.isEmpty {
      next.finished = .now
      result = next
      abandon()
    } else {
      self.next = next
    }
  }

  private mutating func meet(_ key: [UInt8], _ settings: KeySettings, _ next: inout Result) {
    guard seen.insert(key) else { return }
    next.count += 1
    switch identity.purpose {
    case .keys, .streams: if next.found.count < settings.keyLimit { next.found.append(key) }
    case .groups: unweighed.append(key)
    case .counts: break
    }
  }
}
