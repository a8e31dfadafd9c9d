package import Logging
internal import Synchronization

/// The collectors of one exporter or one target, and the scrape that runs them.
///
/// Collectors that cannot wait run one after the other on the thread that scrapes. Meanwhile each
/// ``BlockingCollector`` runs on a thread of the pool. Whoever is not back by the deadline is
/// reported as failed, and what is there is served.
///
/// Scrapes of the same selection at the same moment are one flight: the first one collects, the
/// others get what it finds, each until its own deadline. Nothing is kept once a flight has ended.
package final class CollectorSet: Sendable {
  private let inline: [any Collector]
  private let blocking: [any BlockingCollector]
  private let disabled: Set<String>
  private let pool: ThreadPool
  private let state = Monitor(State())
  private let journal: OutcomeJournal
  private let lastSize = Atomic<Int>(4096)

  /// - Parameters:
  ///   - collectors: In the order in which they are to be served.
  ///   - disabled: Collectors that exist and are off, for a helpful answer.
  package init(
    _ collectors: [any Collector], disabled: Set<String> = [], pool: ThreadPool, log: Logger
  ) {
    inline = collectors.filter { !($0 is any BlockingCollector) }
    blocking = collectors.compactMap { $0 as? any BlockingCollector }
    self.disabled = disabled
    self.pool = pool
    journal = OutcomeJournal(log)
  }

  package var names: [String] { (inline.map(\.name) + blocking.map(\.name)).sorted() }

  /// What is shared between scrapes, behind one lock.
  private struct State {
    var flights: [CollectorSelection: Flight] = [:]
    /// Blocking collectors that have not come back yet.
    var running: [String: Run] = [:]
  }

  /// One collection for everyone who asks for the same at the same moment. Its variables belong
  /// to the state's lock.
  private final class Flight: @unchecked Sendable {
    let runs: [Run]
    var inline: Collected?
    init(_ runs: [Run]) { self.runs = runs }

    var isComplete: Bool { inline != nil && runs.allSatisfy { $0.collected != nil } }
  }

  /// One call of a blocking collector. `collected` belongs to the state's lock.
  private final class Run: @unchecked Sendable {
    let collector: any BlockingCollector
    let deadline: Deadline
    var collected: Collected?
    init(_ collector: any BlockingCollector, _ deadline: Deadline) {
      self.collector = collector
      self.deadline = deadline
    }
  }

  /// What some collectors wrote, and how each ended.
  private struct Collected {
    let written: Exposition
    let parts: [CollectorPart]
  }
}

// MARK: - Scraping

extension CollectorSet {
  /// Collects and appends to `page`, at the latest when `deadline` comes. What a part's
  /// ``CollectorPart/guestPage`` holds is for the caller to append, once the page has all else.
  ///
  /// - Returns: How each selected collector ended, in a stable order.
  package func scrape(
    _ selection: CollectorSelection = .all, by deadline: Deadline, into page: inout MetricWriter
  ) throws(SelectionError) -> [CollectorPart] {
    try check(selection)
    let (flight, isOurs, runs) = board(selection, deadline)
    if isOurs {
      for run in runs { start(run) }
      let collected = collectInline(selection)
      state.update { _ in flight.inline = collected }
    }
    _ = state.wait(until: deadline) { _ in flight.isComplete ? true : nil }
    let (inlined, others) = state.update { state in
      if isOurs { state.flights[selection] = nil }
      return (flight.inline, flight.runs.map { ($0.collector.name, $0.collected) })
    }

    var parts: [CollectorPart] = []
    let late = CollectorOutcome.failed("it had not come back by the scrape's deadline")
    func add(_ collected: Collected) {
      page.append(collected.written)
      parts += collected.parts
    }
    if let inlined {
      add(inlined)
    } else {
      parts += inline.filter { selection.includes($0.name) }.map {
        CollectorPart(name: $0.name, outcome: late, duration: .zero)
      }
    }
    for (name, collected) in others {
      if let collected {
        add(collected)
      } else {
        parts.append(CollectorPart(name: name, outcome: late, duration: .zero))
      }
    }
    journal.note(parts)
    journal.note(duplicates: page.duplicates)
    return parts
  }

  private func check(_ selection: CollectorSelection) throws(SelectionError) {
    for name in selection.names where !names.contains(name) {
      throw disabled.contains(name) ? .disabled(name) : .unknown(name)
    }
  }

  /// Joins the flight under way, or makes one, with the runs that are still to be started.
  private func board(
    _ selection: CollectorSelection, _ deadline: Deadline
  ) -> (Flight, isOurs: Bool, toStart: [Run]) {
    state.update { state in
      if let flight = state.flights[selection] { return (flight, false, []) }
      var toStart: [Run] = []
      let margin = min(.milliseconds(50), deadline.remaining / 10)
      let runs = blocking.filter { selection.includes($0.name) }.map { collector in
        if let running = state.running[collector.name] {
          guard running.deadline.hasPassed else { return running }
          // It hangs since an earlier scrape: it is not asked again, nor waited for.
          let stuck = Run(collector, running.deadline)
          let outcome = CollectorOutcome.failed("it hangs since an earlier scrape")
          stuck.collected = Collected(
            written: Exposition(),
            parts: [CollectorPart(name: collector.name, outcome: outcome, duration: .zero)])
          return stuck
        }
        let run = Run(collector, deadline.earlier(by: margin))
        state.running[collector.name] = run
        toStart.append(run)
        return run
      }
      let flight = Flight(runs)
      state.flights[selection] = flight
      return (flight, true, toStart)
    }
  }

  private func start(_ run: Run) {
    let isStarted = pool.run { [self] in
      var metrics = MetricWriter()
      var part = Self.run(run.collector.name, into: &metrics) { metrics in
        try run.collector.collect(into: &metrics, by: run.deadline)
      }
      var written = metrics.finish()
      if let guest = run.collector as? any GuestCollector {
        part.guestPage = GuestPage(guest, written)
        written = Exposition()
      }
      finish(run, Collected(written: written, parts: [part]))
    }
    if !isStarted {
      let part = CollectorPart(
        name: run.collector.name, outcome: .failed("no thread was free to run it"),
        duration: .zero)
      finish(run, Collected(written: Exposition(), parts: [part]))
    }
  }

  private func finish(_ run: Run, _ collected: Collected) {
    state.update { state in
      run.collected = collected
      state.running[run.collector.name] = nil
    }
  }

  private func collectInline(_ selection: CollectorSelection) -> Collected {
    var metrics = MetricWriter(capacity: lastSize.load(ordering: .relaxed) + 1024)
    var parts: [CollectorPart] = []
    parts.reserveCapacity(inline.count)
    for collector in inline where selection.includes(collector.name) {
      parts.append(
        Self.run(collector.name, into: &metrics) { metrics in
          try collector.collect(into: &metrics)
        })
    }
    let written = metrics.finish()
    lastSize.store(written.bytes.count, ordering: .relaxed)
    return Collected(written: written, parts: parts)
  }

  /// Runs one collector; what it wrote before it failed is withdrawn.
  private static func run(
    _ name: String, into metrics: inout MetricWriter,
    _ collect: (inout MetricWriter) throws -> Void
  ) -> CollectorPart {
    let start = ContinuousClock.now
    let mark = metrics.mark
    var outcome = CollectorOutcome.wrote
    do {
      try collect(&metrics)
    } catch {
      if !(error is Partial) { metrics.rollBack(to: mark) }
      outcome = CollectorOutcome(error)
    }
    return CollectorPart(name: name, outcome: outcome, duration: start.duration(to: .now))
  }
}
