import Shared

/// The key checks of one scrape.
struct KeyRun<Session: Conversing> {
  let settings: KeySettings
  let server: ServerInfo
  let reader: KeyReader<Session>
  var scans: [KeyScan]
  var losses = Losses()
  var keys: [KeyMeasurement] = []
  var streams = StreamRows()
  private var seenStreams: Set<Labels> = []

  /// How many keys are measured in one pipeline.
  private static var batch: Int { 500 }

  init(settings: KeySettings, server: ServerInfo, reader: KeyReader<Session>, scans: [KeyScan]) {
    self.settings = settings
    self.server = server
    self.reader = reader
    self.scans = scans
  }

  /// Whether nothing but groups is asked of this server.
  var leavesKeysToReplicas: Bool { settings.skipsPrimaries && server.isPrimary }

  mutating func readAll() throws(RedisError) {
    // First what was asked for by name; and half of the time is left for the page.
    let end = reader.deadline.earlier(by: reader.deadline.remaining / 4)
    if !leavesKeysToReplicas {
      try measure(named(settings.singleKeys, settings.keys), true, end)
      try readStreams(named(settings.singleStreams, settings.streams), true, end)
    }
    try addGroupScans()
    try scan(until: Deadline(in: min(settings.scanTime, reader.deadline.remaining / 2)))
    if leavesKeysToReplicas { return }
    for scan in scans {
      guard let result = scan.result else { continue }
      let found = result.found.map { key in
        DatabaseKey(database: scan.identity.pattern.database, key)
      }
      switch scan.identity.purpose {
      case .keys: try measure(found, false, end)
      case .streams: try readStreams(found, false, end)
      case .counts, .groups: break
      }
    }
  }

  /// The keys that are named one by one. A cluster has one database, whatever is written before them.
  private func named(_ keys: KeyPatterns, _ patterns: KeyPatterns) -> [DatabaseKey] {
    let all = keys.all + patterns.all.filter { !$0.isPattern }
    guard reader.nodes != nil, server.isClusterEnabled else { return all }
    return all.map { DatabaseKey($0.bytes) }
  }

  mutating func abandonScans() {
    for index in scans.indices { scans[index].abandon() }
  }

  // MARK: - Keys and streams

  private mutating func measure(
    _ keys: [DatabaseKey], _ isNamed: Bool, _ end: Deadline
  ) throws(RedisError) {
    let meter = KeyMeter(reader: reader, exportsValues: settings.exportsKeyValues)
    try inBatches(keys, end) { (run, batch) throws(RedisError) in
      run.keys += try meter.measure(batch, isNamed: isNamed, &run.losses)
    }
  }

  private mutating func readStreams(
    _ keys: [DatabaseKey], _ isNamed: Bool, _ end: Deadline
  ) throws(RedisError) {
    let streams = StreamReader(
      reader: reader, excludesConsumers: settings.excludesConsumers, limit: settings.keyLimit)
    try inBatches(keys, end) { (run, batch) throws(RedisError) in
      try streams.read(
        batch, isNamed: isNamed, into: &run.streams, &run.seenStreams, &run.losses)
    }
  }

  private mutating func inBatches(
    _ keys: [DatabaseKey], _ end: Deadline,
    _ body: (inout Self, [DatabaseKey]) throws(RedisError) -> Void
  ) throws(RedisError) {
    var rest = keys[...]
    while !rest.isEmpty {
      guard !end.hasPassed else {
        return losses.note(
          RedisError(.timeout, "key checks: no time for \(rest.count) of \(keys.count) keys"))
      }
      try body(&self, Array(rest.prefix(Self.batch)))
      rest = rest.dropFirst(Self.batch)
    }
  }
}

// MARK: - Scans

extension KeyRun {
  /// Scans for groups are of the databases that have keys, whichever these are.
  private mutating func addGroupScans() throws(RedisError) {
    if settings.groups.isEmpty { return }
    let command = Command("INFO", "keyspace")
    let answers = try reader.ask([KeyQuestion(database: reader.home, command: command)])
    guard let text = losses.take(answers[0])?.copy else { return }
    let databases = InfoReply(text).lines(prefix: "db").compactMap { Int($0.rest) }
    scans.removeAll { scan in
      scan.identity.purpose == .groups && !databases.contains(scan.identity.pattern.database)
    }
    for database in databases {
      let identity = KeyScan.Identity(
        purpose: .groups, pattern: DatabaseKey(database: database, "*"))
      if !scans.contains(where: { $0.identity == identity }) { scans.append(KeyScan(identity)) }
    }
  }

  /// Goes on with all scans at once, a step of each in one pipeline.
  private mutating func scan(until end: Deadline) throws(RedisError) {
    let indices = scans.indices.filter { index in
      !leavesKeysToReplicas || scans[index].identity.purpose == .groups
    }.sorted { scans[$0].identity.pattern.database < scans[$1].identity.pattern.database }
    for index in indices { scans[index].beginIfDue(settings) }
    repeat {
      let active = indices.filter { scans[$0].isUnderWay }
      if active.isEmpty { return }
      let start = ContinuousClock.now
      let questions = active.map { scans[$0].questions(settings, server) }
      let answers = try reader.ask(questions.flatMap(\.self))
      let duration = ContinuousClock.now - start
      var next = 0
      for (index, asked) in zip(active, questions) {
        let own = answers[next..<next + asked.count]
        next += asked.count
        do throws(RedisError) {
          try scans[index].take(own, settings, duration: duration)
        } catch {
          losses.note(error)
          scans[index].fail()
        }
      }
    } while !end.hasPassed
  }
}
