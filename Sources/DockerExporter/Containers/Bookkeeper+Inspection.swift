extension Bookkeeper {
  /// How long an event may be late, behind what inspect shows already.
  static let eventDelay = Duration.seconds(2)

  /// Brings what inspect says into the ledger.
  mutating func observe(
    _ container: Container, in contents: inout Contents, at now: ContinuousClock.Instant
  ) {
    var container = container
    var track = tracks[container.id] ?? ContainerTrack()
    let restarts = track.compare(with: container, baseline: baseline, at: now)
    if let old = contents.containers[container.id], old.health == container.health {
      container.healthSince = old.healthSince ?? container.healthSince
    }
    if container.healthSince == nil, let change = track.healthChange,
      change.status == container.health.rawValue
    {
      container.healthSince = change.time
    }
    tracks[container.id] = track
    let known = contents.containers[container.id] ?? container
    let isRenamed = contents.containers[container.id]?.name != container.name
    contents.containers[container.id] = container
    note(container.name, image: container.image, in: &contents)
    moveLabels(of: known, to: container.name, in: &contents)
    contents.histories[container.name]?.labels = container.labels
    contents.histories[container.name]?.restarts += UInt64(restarts)
    if isRenamed { refreshPresence(in: &contents) }
    decide(by: container, in: &contents)
  }

  /// The engine knows the end of a container whose event did not say enough.
  private mutating func decide(by container: Container, in contents: inout Contents) {
    guard container.exitCode != nil,
      let index = undecided.firstIndex(where: { $0.death.id == container.id })
    else { return }
    var death = undecided[index].death
    guard container.finishedAt ?? 0 <= death.time else { return }
    death.exitCode = death.exitCode ?? container.exitCode
    death.isFlagged = container.wasKilledForMemory
    guard let reason = death.reason else {
      undecided[index].death = death
      return
    }
    undecided.remove(at: index)
    if reason == .oom { tracks[death.id]?.mayHearOfOOM = true }
    count(death, reason, isOOMTold: false, in: &contents)
  }

  /// The engine does not have a container: an event will tell, or has been lost.
  mutating func miss(_ id: String, at now: ContinuousClock.Instant) {
    guard let track = tracks[id], track.missingSince == nil else { return }
    tracks[id]?.missingSince = now
  }

  /// Takes the list of all containers that there are; what is not in it is missed.
  mutating func reconcile(with ids: Set<String>, at now: ContinuousClock.Instant) {
    for id in tracks.keys where !ids.contains(id) { miss(id, at: now) }
  }

  /// Counts what no event has told for a while, and decides what can wait no longer.
  ///
  /// - Parameters:
  ///   - answered: When the engine last answered: as long as it is silent, its events may still
  ///     come.
  ///   - opened: Since when the stream is open; `nil` when it is not. A new one first tells what
  ///     there was meanwhile.
  mutating func settle(
    in contents: inout Contents, at now: ContinuousClock.Instant,
    answered: ContinuousClock.Instant, opened: ContinuousClock.Instant?
  ) {
    decide(in: &contents, at: now)
    guard let opened else { return }
    func isDue(_ since: ContinuousClock.Instant?) -> Bool {
      since.map { answered - max($0, opened) >= Self.eventDelay } ?? false
    }
    countKernelKills(in: &contents, isDue: isDue)
    for (id, track) in tracks {
      if isDue(track.missingSince) {
        lose(id, track, in: &contents)
      } else if isDue(track.owedSince) {
        infer(id, in: &contents)
      }
    }
  }

  /// A container went away unseen.
  private mutating func lose(_ id: String, _ track: ContainerTrack, in contents: inout Contents) {
    let wasRunning = track.lastStart > track.lastDeath || contents.containers[id]?.pid != nil
    contents.connection.missedEvents += UInt64(max(track.owedDeaths, wasRunning ? 1 : 0))
    remove(id, from: &contents)
  }

  /// Counts by inspect alone what it can still tell.
  private mutating func infer(_ id: String, in contents: inout Contents) {
    guard var track = tracks[id], let container = contents.containers[id] else { return }
    if track.owedStarts > 0 {
      contents.histories[container.name]?.starts += UInt64(track.owedStarts)
      track.lastStart = max(track.lastStart, container.startedAt ?? 0)
      track.isStartInferred = true
    }
    if track.owedDeaths > 0 {
      let end = container.finishedAt ?? 0
      var untold = track.owedDeaths
      // Of one that runs again the engine has forgotten how it ended.
      if end > track.lastDeath, let code = container.exitCode {
        untold -= 1
        var death = Death(
          id: id, name: container.name, time: end, exitCode: code,
          wasAskedFor: track.wasAskedToDie, oomAt: track.oomAt)
        death.isFlagged = container.wasKilledForMemory
        count(
          death, death.reason ?? .signal, isOOMTold: track.oomAt != nil, in: &contents)
        track.wasAskedToDie = false
        track.oomAt = nil
      }
      contents.connection.missedEvents += UInt64(untold)
      track.lastDeath = max(track.lastDeath, end)
      track.isDeathInferred = true
    }
    track.owedStarts = 0
    track.owedDeaths = 0
    track.owedSince = nil
    tracks[id] = track
  }
}
