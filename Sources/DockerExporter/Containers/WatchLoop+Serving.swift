import Shared

extension WatchLoop {
  /// Works while the stream is open; returns why it ended.
  func serve() -> EngineError {
    while true {
      let batch = inbox.take(until: Deadline(in: pace))
      apply(batch.events)
      if batch.isStopping {
        return EngineError("GET /events", of: client.address, .cancelled, "stopped")
      }
      if let end = batch.end { return end }
      if callBackoff.isDue(at: .now) {
        do {
          try ask()
        } catch {
          // A stream that is open is kept: it goes on when the engine does.
          callBackoff.failed(at: .now)
          failed(error)
          if ContinuousClock.now - lastAnswer > options.patience { return error }
        }
      }
      if continuity.isOverdue(at: lastAnswer) {
        ledger.contents.update { $0.connection.gaps += 1 }
      }
      settle()
      trim()
    }
  }

  /// What engines say of hundreds of containers, and what a first page makes of it, is more than all
  /// that is kept.
  private func trim() {
    guard let due = nextTrim, due <= .now else { return }
    nextTrim = nil
    Memory.trim()
  }

  /// How long to wait for events at most.
  private var pace: Duration {
    if let bookkeeper, !bookkeeper.isSettled { return .milliseconds(100) }
    if nextReconciliation <= .now || !stale.isEmpty {
      return callBackoff.isDue(at: .now) ? .zero : .milliseconds(100)
    }
    return min(.seconds(1), options.pingInterval)
  }

  private func apply(_ events: [EngineEvent]) {
    let kills = kernelLog.kills()
    if !kills.isEmpty { bookkeeper?.noteKernelKills(kills, time: WallClock.seconds, at: .now) }
    guard !events.isEmpty else { return }
    var news: [EngineEvent] = []
    var gaps: UInt64 = 0
    for event in events {
      let isNew = recent.insert(event)
      if continuity.saw(event, isNew: isNew) { gaps += 1 }
      if isNew { news.append(event) }
    }
    // An engine's threads do not tell their events quite in the order of their times.
    news.sort { $0.time < $1.time }
    let now = ContinuousClock.now
    ledger.contents.update { contents in
      contents.connection.gaps += gaps
      contents.connection.isSettled = false
      for event in news { bookkeeper?.apply(event, to: &contents, at: now) }
    }
    for event in news {
      switch event.action {
      case .destroy: stale.remove(event.id)
      case .kill, .oom, .other: break
      case .create, .start, .die, .rename, .update, .pause, .unpause, .healthStatus:
        stale.insert(event.id)
      }
    }
    answered()
  }

  /// Asks what there is to ask.
  private func ask() throws(EngineError) {
    if nextReconciliation <= .now {
      try reconcile()
    } else if ContinuousClock.now - lastAnswer >= pingInterval {
      try client.ping(by: Deadline(in: options.pingTimeout))
      answered()
    }
    try inspectStale()
  }

  /// What is owed waits for the engine's next answer.
  private var pingInterval: Duration {
    bookkeeper?.isSettled ?? true ? options.pingInterval : min(options.pingInterval, .seconds(1))
  }

  private func reconcile() throws(EngineError) {
    // Whether it answers at all is known sooner than what a long list takes.
    try client.ping(by: Deadline(in: options.pingTimeout))
    let path = "/containers/json?all=1"
    let list = try client.get(path, by: Deadline(in: options.listTimeout), limit: 64 << 20)
    guard let ids = InspectReader.ids(list) else {
      throw EngineError(
        "GET \(client.path(path))", of: client.address, .notJSON, "the answer is no list")
    }
    answered()
    bookkeeper?.reconcile(with: Set(ids), at: .now)
    stale.formUnion(ids)
    try inspectStale()
    nextReconciliation = .now + options.reconcileInterval
    ledger.contents.update { contents in
      contents.connection.reconciliations += 1
      contents.connection.lastReconciliation = WallClock.seconds
    }
  }

  private func inspectStale() throws(EngineError) {
    for id in stale {
      if inbox.isStopping { return }
      let path = "/containers/\(id)/json"
      do {
        let json = try client.get(path, by: Deadline(in: options.inspectTimeout))
        if let container = InspectReader.container(json) {
          ledger.contents.update {
            bookkeeper?.observe(container, in: &$0, at: .now)
          }
        }
      } catch {
        // It went away in between, which is no failure; and what an answer lacks will not come.
        guard error.isAnswer else { throw error }
        if error.isNotFound {
          bookkeeper?.miss(id, at: .now)
        } else {
          report("a container cannot be inspected", error)
        }
      }
      stale.remove(id)
      lastAnswer = .now
      nextTrim = nextTrim ?? .now + .seconds(5)
    }
    callBackoff.succeeded()
  }

  func settle() {
    let now = ContinuousClock.now
    ledger.contents.update { contents in
      bookkeeper?.settle(in: &contents, at: now, answered: lastAnswer, opened: opened)
      bookkeeper?.forget(in: &contents)
      contents.connection.isSettled =
        opened != nil && stale.isEmpty && nextReconciliation > now && !continuity.isInDoubt
        && bookkeeper?.hasCountedAll(in: contents) ?? false
    }
  }
}
