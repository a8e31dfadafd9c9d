package import Logging
internal import Synchronization

/// The collectors of one exporter or one target, and the scrape that runs them.
///
/// Collectors that cannot wait run one after the other on the thread that scrapes. Meanwhile each
/// ``BlockingCollector`` runs on a thread of the pool. Whoever is not back by the deadline is
/// reported as failed, and what is there is served.
///
/// Scrapes of the same selection at the same moment are one flight: the first one collects, the
/// others get what it finds, each until its own deadline. A blocking collector that is at work is
/// joined by whoever needs it, and never started a second time beside itself. Nothing is kept once
/// it has been read: what a scrape gets was read while it asked.
package final class CollectorSet: ScrapeSource {
  /// Of all collectors, in byte order.
  package let names: [String]
  let inline: [any Collector]
  let blocking: [any BlockingCollector]
  private let disabled: Set<String>
  let pool: ThreadPool
  /// Collections that others may still join.
  let flights = SingleFlight<CollectorSelection, Flight>()
  let state = Monitor(State())
  let journal: OutcomeJournal
  let lastSize = Atomic<Int>(4096)

  /// - Parameters:
  ///   - collectors: In the order in which they are to be served.
  ///   - disabled: Collectors that exist and are off, for a helpful answer.
  package init(
    _ collectors: [any Collector], disabled: Set<String> = [], pool: ThreadPool, log: Logger
  ) {
    inline = collectors.filter { !($0 is any BlockingCollector) }
    blocking = collectors.compactMap { $0 as? any BlockingCollector }
    names = collectors.map(\.name).sorted()
    self.disabled = disabled
    self.pool = pool
    journal = OutcomeJournal(log)
  }

  /// What is shared between scrapes, behind one lock.
  struct State {
    /// Blocking collectors that have not come back yet.
    var running: [String: Run] = [:]
  }

  /// One collection for everyone who asks for the same at the same moment. `inline` belongs to the
  /// state's lock.
  final class Flight: @unchecked Sendable {
    let runs: [Run]
    var inline: Collected?
    init(_ runs: [Run]) { self.runs = runs }
  }

  /// One call of a blocking collector. `collected` belongs to the state's lock.
  final class Run: @unchecked Sendable {
    /// A call gets this long even for a scraper in a hurry, since others may be waiting for it.
    private static let shortest = Duration.seconds(1)
    /// So long after its deadline a call is taken to hang.
    private static let grace = Duration.seconds(1)

    let collector: any BlockingCollector
    /// By when the collector has promised to come back.
    let deadline: Deadline
    var collected: Collected?

    /// - Parameter deadline: That of the scrape that starts it.
    init(_ collector: any BlockingCollector, for deadline: Deadline) {
      self.collector = collector
      // What it brings must still be put into the page.
      let margin = min(.milliseconds(50), deadline.remaining / 10)
      self.deadline = max(deadline.earlier(by: margin), Deadline(in: Self.shortest))
    }

    /// When nobody waits for it any more.
    var end: Deadline { deadline.later(by: Self.grace) }
  }

  /// What some collectors wrote, and how each ended.
  struct Collected {
    let written: Exposition
    let parts: [CollectorPart]
  }
}

// MARK: - Scraping

extension CollectorSet {
  /// Collects and appends to `page`, at the latest when `deadline` comes. What a part's
  /// ``CollectorPart/guestPage`` holds is for the caller to append, once the page has all else.
  ///
  /// - Returns: How each selected collector ended for this scrape, in a stable order.
  package func scrape(
    _ selection: CollectorSelection = .all, by deadline: Deadline, into page: inout MetricWriter
  ) throws(SelectionError) -> [CollectorPart] {
    try selection.check(names, disabled: disabled)
    let (flight, isOurs, toStart) = board(selection, deadline)
    if isOurs {
      for run in toStart { start(run) }
      land(flight, selection, collectInline(selection))
    }
    _ = state.wait(until: deadline) { _ in flight.inline == nil ? nil : true }
    let end = min(deadline, flight.runs.map(\.end).max() ?? deadline)
    _ = state.wait(until: end) { _ in flight.runs.allSatisfy { $0.collected != nil } ? true : nil }

    let (inlined, runs) = state.read { _ in (flight.inline, flight.runs.map(\.collected)) }
    var parts = add(inlined, for: inline.lazy.map(\.name).filter(selection.includes), to: &page)
    for (run, collected) in zip(flight.runs, runs) {
      parts += add(collected, for: CollectionOfOne(run.collector.name), to: &page)
      // A scraper in a hurry tells nothing of the collector.
      if collected == nil, run.deadline.hasPassed { journal.note(Self.late(run.collector.name)) }
    }
    journal.note(duplicates: page.duplicates)
    return parts
  }

  /// Appends what came in time, and reports the others as late.
  private func add(
    _ collected: Collected?, for names: some Sequence<String>, to page: inout MetricWriter
  ) -> [CollectorPart] {
    guard let collected else { return names.map(Self.late) }
    page.append(collected.written)
    return collected.parts
  }

  private static func late(_ name: String) -> CollectorPart {
    CollectorPart(
      name: name, outcome: .failed("it had not come back by the deadline"), duration: .zero)
  }
}
