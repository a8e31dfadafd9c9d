import Shared
import Synchronization

/// What key checks of one server are kept between scrapes: cursors, counts so far, finished results
/// and their age.
final class KeyChecks: Sendable {
  private let settings: KeySettings
  private let state: Mutex<State?>

  struct State: Sendable {
    /// In the order of the flags.
    var scans: [KeyScan] = []
  }

  init(_ settings: KeySettings) {
    self.settings = settings
    var state = State()
    let patterns: [(KeyScan.Purpose, [DatabaseKey])] = [
      (.keys, settings.keys.all.filter(\.isPattern)), (.counts, settings.counts.all),
      (.streams, settings.streams.all.filter(\.isPattern)),
    ]
    for (purpose, patterns) in patterns {
      state.scans += patterns.map { KeyScan(KeyScan.Identity(purpose: purpose, pattern: $0)) }
    }
    self.state = Mutex(state)
  }

  /// Whether there is nothing to check.
  var isEmpty: Bool {
    settings.groups.isEmpty
      && [
        settings.keys, settings.singleKeys, settings.counts, settings.streams,
        settings.singleStreams,
      ].allSatisfy(\.all.isEmpty)
  }

  /// Goes on with the scans as far as it gets by the deadline, then writes what is known.
  ///
  /// - Parameter nodes: Whom a cluster's keys are followed to; scans are of the server's own keys.
  /// - Throws: `Partial` when something was refused or was not to be had in time.
  func run(
    on session: some Conversing, server: ServerInfo, following nodes: NodeSessions? = nil,
    by deadline: Deadline, into metrics: inout MetricWriter
  ) throws {
    // It is taken out while the server is asked, as nobody waits for it.
    guard let taken = state.withLock({ $0.take() }) else {
      throw Partial(RedisError(.other, "key checks: another scrape is at them"))
    }
    nodes?.begin()
    let reader = KeyReader(
      session: session, home: settings.database, deadline: deadline, nodes: nodes)
    var run = KeyRun(settings: settings, server: server, reader: reader, scans: taken.scans)
    defer { state.withLock { $0 = State(scans: run.scans) } }
    do throws(RedisError) {
      try run.readAll()
    } catch {
      run.losses.note(error)
      run.abandonScans()
    }
    run.write(into: &metrics)
    try run.losses.report()
  }

  /// Begins all scans anew, after the server was started again or another one took its place:
  /// cursors mean nothing to it.
  func restart() {
    state.withLock { state in
      guard let scans = state?.scans else { return }
      for index in scans.indices { state?.scans[index].abandon() }
    }
  }
}
