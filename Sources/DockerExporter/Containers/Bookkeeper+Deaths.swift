extension Bookkeeper {
  mutating func die(
    _ event: EngineEvent, in contents: inout Contents, at now: ContinuousClock.Instant
  ) {
    var track = tracks[event.id] ?? ContainerTrack()
    // Of one that is not known, and so already gone, no more is remembered than what may come of it.
    defer {
      if tracks[event.id] != nil {
        tracks[event.id] = track
      } else if track.mayHearOfOOM {
        noteLateOOM(of: event.id, time: event.time)
      }
    }
    let lastDeath = track.lastDeath
    guard track.died(at: event.time) else { return }
    var death = Death(
      id: event.id, name: event.name, time: event.time, exitCode: event.exitCode,
      wasAskedFor: track.wasAskedToDie, oomAt: track.oomAt)
    let kernelKill = kernelKills.removeValue(forKey: event.id)
    death.oomAt = [death.oomAt, kernelKill?.time].compactMap(\.self).max()
    death.wasSpared =
      track.hasKernelsWord && isSpared(contents.containers[event.id], since: lastDeath)
    let isTold = track.oomAt != nil
    track.wasAskedToDie = false
    track.oomAt = nil
    track.hasKernelsWord = false
    note(event.name, image: event.image, in: &contents)
    guard let reason = death.reason else {
      return undecided.append((death, now + Self.oomDelay))
    }
    track.mayHearOfOOM = reason == .oom && !isTold
    count(death, reason, isOOMTold: isTold, in: &contents)
  }

  /// Memory has run out in a container, for its main process or for another one.
  mutating func runOut(_ event: EngineEvent, in contents: inout Contents) {
    if let index = undecided.firstIndex(where: { $0.death.id == event.id }) {
      // The engine tells it after the death that it led to.
      var death = undecided.remove(at: index).death
      death.oomAt = event.time
      contents.histories[death.name, default: History()].oomEvents += 1
      count(death, death.reason ?? .oom, isOOMTold: true, in: &contents)
      return
    }
    if tracks[event.id]?.mayHearOfOOM == true {
      tracks[event.id]?.mayHearOfOOM = false
      return
    }
    if lateOOMs.removeValue(forKey: event.id) != nil { return }
    kernelKills[event.id] = nil
    note(event.name, image: event.image, in: &contents)
    contents.histories[event.name]?.oomEvents += 1
    tracks[event.id, default: ContainerTrack()].oomAt = event.time
  }

  mutating func noteLateOOM(of id: String, time: Double) {
    lateOOMs[id] = time
    if lateOOMs.count > 256 { lateOOMs = lateOOMs.filter { time - $0.value < 60 } }
  }

  /// Whether the kernel is known not to have killed the main process of a life that began after a
  /// moment.
  private func isSpared(_ container: Container?, since lastDeath: Double) -> Bool {
    guard hasHostProcesses, let container, let pid = container.pid,
      container.startedAt ?? 0 > lastDeath
    else { return false }
    return killedProcesses[pid] == nil
  }

  /// Takes what the kernel's log says of kills for want of memory.
  mutating func noteKernelKills(
    _ kills: [KernelLog.Kill], time: Double, at now: ContinuousClock.Instant
  ) {
    for kill in kills {
      killedProcesses[kill.process] = time
      for id in kill.ids {
        kernelKills[id] = (time, now)
        tracks[id]?.hasKernelsWord = true
      }
    }
    // Numbers come back some day.
    if killedProcesses.count > 256 {
      killedProcesses = killedProcesses.filter { time - $0.value < 60 }
    }
    // Those of containers that are no engine's of ours are never asked for.
    if kernelKills.count > 256 {
      kernelKills = kernelKills.filter { tracks[$0.key] != nil || time - $0.value.time < 60 }
    }
  }

  /// Counts kills in containers that live on, of which the engine does not tell.
  mutating func countKernelKills(
    in contents: inout Contents, isDue: (ContinuousClock.Instant) -> Bool
  ) {
    for (id, kill) in kernelKills where isDue(kill.read) {
      guard let container = contents.containers[id] else { continue }
      kernelKills[id] = nil
      tracks[id, default: ContainerTrack()].oomAt = kill.time
      // The engine's own event of it may only be late.
      tracks[id]?.mayHearOfOOM = true
      contents.histories[container.name]?.oomEvents += 1
    }
  }

  /// - Parameter isOOMTold: Whether an event that memory ran out was counted for it.
  func count(
    _ death: Death, _ reason: DeathReason, isOOMTold: Bool, in contents: inout Contents
  ) {
    var history = contents.histories[death.name] ?? History()
    history.deaths[reason, default: 0] += 1
    history.lastDeath[reason] = max(history.lastDeath[reason] ?? 0, death.time)
    if let code = death.exitCode {
      history.exits[code, default: 0] += 1
      history.lastExitCode = code
    }
    if reason == .oom, !isOOMTold { history.oomEvents += 1 }
    contents.histories[death.name] = history
    contents.deaths[reason, default: 0] += 1
  }

  /// Decides what has been waited for in vain: nobody has said that it was memory.
  mutating func decide(in contents: inout Contents, at now: ContinuousClock.Instant) {
    let due = undecided.filter { $0.until <= now }
    undecided.removeAll { $0.until <= now }
    for (death, _) in due {
      if death.exitCode != nil {
        count(death, .signal, isOOMTold: false, in: &contents)
      } else {
        contents.connection.missedEvents += 1
      }
    }
  }
}
