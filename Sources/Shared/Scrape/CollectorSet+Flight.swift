internal import Synchronization

/// How a collection is started, joined and ended.
extension CollectorSet {
  /// Joins the flight that is being boarded, or makes one, with the runs that are to be started.
  func board(
    _ selection: CollectorSelection, _ deadline: Deadline
  ) -> (Flight, isOurs: Bool, toStart: [Run]) {
    var toStart: [Run] = []
    let (flight, isOurs) = flights.board(selection) {
      let runs = state.update { state in
        blocking.filter { selection.includes($0.name) }.map { collector in
          // One that hangs is not asked again; its end has passed, so it is not waited for either.
          if let running = state.running[collector.name] { return running }
          let run = Run(collector, for: deadline)
          state.running[collector.name] = run
          toStart.append(run)
          return run
        }
      }
      return Flight(runs)
    }
    return (flight, isOurs, toStart)
  }

  /// Gives a flight what was read inline. Nobody joins it any more: that would be old for them.
  func land(_ flight: Flight, _ selection: CollectorSelection, _ collected: Collected) {
    flights.land(flight, for: selection)
    state.update { _ in flight.inline = collected }
    journal.note(collected.parts)
  }

  func collectInline(_ selection: CollectorSelection) -> Collected {
    var metrics = MetricWriter(expecting: lastSize.load(ordering: .relaxed))
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

  func start(_ run: Run) {
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
    journal.note(collected.parts)
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
