import Logging
import Shared
import Synchronization

/// All data sources of the exporter, and the scrape that reads them.
///
/// Each of several is read on a thread of its own; the families of all are put together, so that each
/// stands on the page once. Scrapes of the same selection at the same moment share one reading, each until its
/// own deadline.
final class ServerSet: ScrapeSource {
  private let servers: [Server]
  private let builtIn: [any PgCollector]
  private let queries: QueryFiles
  private let memory: QueryMemory
  private let constantLabels: Labels
  private let pageLimit: Int
  private let log: Logger
  /// Why families of collectors were left out, as the log was told.
  private let told = Mutex<[String: String]>([:])
  private let disabled: Set<String>
  private let pool: ThreadPool
  private let readings = SingleFlight<CollectorSelection, Reading>()
  private let journal: OutcomeJournal

  /// - Parameters:
  ///   - collectors: In the order in which they are to be served.
  ///   - queries: The queries of users, which come behind them.
  ///   - disabled: Collectors that exist and are off, for a helpful answer.
  init(
    _ sources: [ServerSource], _ collectors: [any PgCollector], queries: QueryFiles = QueryFiles(),
    disabled: Set<String> = [], rules: ServerRules = ServerRules(), resolver: Resolver,
    pool: ThreadPool, log: Logger
  ) throws(SourceClash) {
    let memory = QueryMemory()
    servers = try ServerSource.distinct(sources).map { source in
      Server(
        source, rules, isLabelled: sources.count > 1, resolver: resolver,
        collectors: { collectors + queries.collectors(memory) }, pool: pool, log: log)
    }
    builtIn = collectors
    self.queries = queries
    self.memory = memory
    constantLabels = Labels(pairs: rules.constantLabels)
    pageLimit = rules.pageLimit
    self.log = log
    self.disabled = disabled
    self.pool = pool
    journal = OutcomeJournal(log)
  }

  /// All that are on, with the queries that are in force now.
  private var collectors: [any PgCollector] { builtIn + queries.collectors(memory) }

  var names: [String] { collectors.map(\.name).sorted() }

  func scrape(
    _ selection: CollectorSelection, by deadline: Deadline, into page: inout MetricWriter
  ) throws(SelectionError) -> [CollectorPart] {
    try selection.check(names, disabled: disabled)
    let start = ContinuousClock.now
    for server in servers { server.figures.note { $0.scrapes += 1 } }
    let reading = read(selection, by: deadline)
    let results = zip(servers, reading.servers).map { server, read in
      ServerResult(server, reading.collectors, read.found)
    }
    let elapsed = start.duration(to: .now)
    page.append(merging: results.map { $0.report(reading.collectors, elapsed: elapsed) })
    var displaced: [String: String] = [:]
    var doubled: [String: String] = [:]
    for (index, collector) in reading.collectors.enumerated() {
      let written =
        results.count == 1 ? results[0].written[index] : results.flatMap { $0.written[index] }
      guard !written.isEmpty else { continue }
      let size = written.reduce(page.written.bytes.count) { $0 + $1.bytes.count }
      guard size <= pageLimit else {
        displaced[collector.name] = Piece.tooLarge(pageLimit)
        continue
      }
      let mark = page.mark
      page.append(merging: written)
      if page.mark.hasSameDuplicates(as: mark) { continue }
      // Less those that it wrote twice itself.
      let own = written.flatMap(\.duplicates)
      let clashes = page.duplicates(since: mark).filter { !own.contains($0) }
      guard !clashes.isEmpty else { continue }
      // Whoever brings the queries of another exporter has families that ours serves unasked.
      let isSame = Self.sameKinds(clashes, of: written, on: page.written)
      let others = clashes.filter { !isSame.contains($0) }
      if !others.isEmpty { displaced[collector.name] = collector.displaced(others) }
      if !isSame.isEmpty {
        doubled[collector.name] = collector.displaced(clashes.filter { isSame.contains($0) })
      }
    }
    var figures = MetricWriter(labels: constantLabels)
    memory.write(into: &figures)
    page.append(figures.finish())
    journal.note(duplicates: page.duplicates)
    note(displaced, .error, "collector failed")
    note(doubled, .warning, "families left out: they are served already")
    return results.flatMap { result in
      result.parts.map { part in
        var part = part
        if let reason = displaced[part.name], part.outcome.isSuccess {
          part = CollectorPart(name: part.name, outcome: .failed(reason), duration: part.duration)
        }
        if servers.count > 1 { part.server = result.server.label }
        return part
      }
    }
  }

  /// The families of those names that are of the same type on the page: nobody misses anything.
  private static func sameKinds(
    _ names: [String], of written: [Exposition], on page: Exposition
  ) -> Set<String> {
    let kinds = Dictionary(
      page.families.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
    return Set(
      names.filter { name in
        written.allSatisfy { page in
          page.families.allSatisfy { $0.name != name || $0.kind == kinds[name] }
        }
      })
  }

  /// Tells the log once of each collector whose families another one serves.
  private func note(
    _ displaced: [String: String], _ level: Logger.Level, _ message: Logger.Message
  ) {
    for (name, reason) in displaced.sorted(by: { $0.key < $1.key }) {
      let isNews = told.withLock { $0.updateValue(reason, forKey: "\(level) \(name)") != reason }
      if isNews {
        log.log(
          level: level, message, metadata: ["collector": "\(name)", "err": "\(reason)"])
      }
    }
  }

  /// The reading that is under way, or a new one, as far as it gets by the deadline.
  ///
  /// Who joined one that had less time than we have, and that ran out of it, reads again.
  private func read(_ selection: CollectorSelection, by deadline: Deadline) -> Reading {
    while true {
      let (reading, isOurs) = readings.board(selection) {
        Reading(
          collectors.filter { selection.includes($0.name) }, servers: servers.count, for: deadline)
      }
      if isOurs {
        start(reading, selection, by: deadline)
      } else if reading.deadline.hasPassed {
        // One of its servers hangs. What the others said then is old by now.
        readings.land(reading, for: selection)
        continue
      }
      reading.wait(until: isOurs ? deadline : min(deadline, reading.end))
      let hadAsMuch = deadline < reading.deadline.later(by: .seconds(1))
      if isOurs || hadAsMuch || !reading.ranOutOfTime { return reading }
      // Its last server may be just about to land it.
      readings.land(reading, for: selection)
    }
  }

  /// Reads each server on a thread of its own; a single one on this thread, where that is back in
  /// time: a second thread is memory, and handing over takes time.
  private func start(
    _ reading: Reading, _ selection: CollectorSelection, by deadline: Deadline
  ) {
    if servers.count == 1, reading.deadline < deadline, servers[0].kept.isOpen {
      return read(servers[0], reading, into: reading.servers[0]) {
        readings.land(reading, for: selection)
      }
    }
    let left = Monitor(servers.count)
    @Sendable func finish() {
      let isLast = left.adjust { left in
        left -= 1
        return left == 0
      }
      if isLast { readings.land(reading, for: selection) }
    }
    if servers.isEmpty { readings.land(reading, for: selection) }
    for (server, found) in zip(servers, reading.servers) {
      let isStarted = pool.run { [self] in
        read(server, reading, into: found, finish: finish)
      }
      guard !isStarted else { continue }
      server.journal.noteUnread(Self.noThread)
      found.note { $0.failure = Self.noThread }
      finish()
      found.complete()
    }
  }

  private static let noThread = "no thread was free to read the server"

  private func read(
    _ server: Server, _ reading: Reading, into found: ServerReading, finish: () -> Void
  ) {
    guard !reading.deadline.hasPassed else {
      // It stood in line all the time.
      server.journal.noteUnread(Self.noThread)
      found.note { found in
        found.failure = Self.noThread
        found.ranOutOfTime = true
      }
      finish()
      return found.complete()
    }
    server.read(reading.collectors, by: reading.deadline, into: found) {
      note(server, reading, found.found)
      finish()
    }
  }

  /// Tells the log what a reading found that ran its course.
  private func note(_ server: Server, _ reading: Reading, _ found: ServerReading.Found) {
    // Of a server that is down there is one line, and not one for each collector.
    guard found.isUp else { return }
    let result = ServerResult(server, reading.collectors, found)
    // Of the pieces that did not come, the first one is what the others waited for.
    let missing = found.pieces.firstIndex { $0 == nil }
    let parts = zip(result.parts, found.pieces).enumerated().filter { index, pair in
      pair.1.map { !(reading.isHurried && $0.isLate) } ?? (index == missing && !reading.isHurried)
    }.map(\.element.0)
    journal.note(
      parts.map { part in
        var part = part
        if servers.count > 1 { part.server = server.label }
        return part
      })
    for (collector, count) in result.truncated {
      server.journal.noteTruncated(collector, count)
    }
    if let rights = found.rights {
      server.journal.note(
        NeededRight.list(self.collectors, refused: server.refusedCollectors, rights),
        role: rights.role)
    }
  }
}
