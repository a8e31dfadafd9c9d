import Shared

/// Decides what counts: it brings events and what inspect says into a ledger, each death and each
/// start once.
///
/// It asks nobody and waits for nothing; who has it gives it what has come, in order.
struct Bookkeeper {
  typealias Contents = ContainerLedger.Contents

  /// When counting began, in seconds since 1970 on the engine's clock: what happened before is
  /// nobody's news.
  let baseline: Double
  /// For how long, in seconds, the history of a name is kept after its last container.
  let historySpan: Double
  /// How many histories are kept of names without a container.
  let historyLimit: Int

  /// By id, for as long as the engine has the container.
  var tracks: [String: ContainerTrack] = [:]
  /// Deaths whose reason cannot be told yet, and until when that is waited for.
  var undecided: [(death: Death, until: ContinuousClock.Instant)] = []
  /// Containers in which the kernel killed for want of memory, by its own log, of which the engine
  /// has not told yet: when, in seconds since 1970, and when that was read.
  var kernelKills: [String: (time: Double, read: ContinuousClock.Instant)] = [:]
  /// Containers that are gone, of whose end for want of memory the engine may yet tell although it is
  /// counted: when they ended, in seconds since 1970.
  var lateOOMs: [String: Double] = [:]
  /// Processes that it killed, by their numbers on the host: when, in seconds since 1970.
  var killedProcesses: [Int32: Double] = [:]
  /// Whether the engine knows processes by those numbers.
  let hasHostProcesses: Bool

  /// How long the engine may be late with an event that memory ran out.
  static let oomDelay = Duration.milliseconds(500)

  init(
    baseline: Double, historySpan: Double = 900, historyLimit: Int = 1000,
    hasHostProcesses: Bool = false
  ) {
    self.baseline = baseline
    self.hasHostProcesses = hasHostProcesses
    self.historySpan = historySpan
    self.historyLimit = historyLimit
  }

  /// Brings an event that has not been there before into the ledger.
  mutating func apply(
    _ event: EngineEvent, to contents: inout Contents, at now: ContinuousClock.Instant
  ) {
    guard event.time > baseline else { return }
    let connection = contents.connection
    contents.connection.lastEvent = max(connection.lastEvent ?? 0, event.time)
    contents.connection.events[event.action.rawValue, default: 0] += 1
    switch event.action {
    case .create: meet(event, in: &contents)
    case .start:
      meet(event, in: &contents)
      if tracks[event.id]?.started(at: event.time) == true {
        contents.histories[event.name]?.starts += 1
      }
    case .die: die(event, in: &contents, at: now)
    case .oom: runOut(event, in: &contents)
    case .kill:
      if event.isDeadlySignal { tracks[event.id, default: ContainerTrack()].wasAskedToDie = true }
    case .destroy:
      remove(event.id, from: &contents)
    case .rename:
      guard let container = contents.containers[event.id] else { break }
      contents.containers[event.id]?.name = event.name
      contents.histories[event.name, default: History()].image = event.image
      moveLabels(of: container, to: event.name, in: &contents)
      refreshPresence(in: &contents)
    case .healthStatus:
      let status = event.words.split(separator: " ").last.map(String.init) ?? ""
      tracks[event.id]?.healthChange = (status, event.time)
    case .update, .pause, .unpause, .other: break
    }
  }

  /// Makes a container known by what its event says, until inspect says more.
  private mutating func meet(_ event: EngineEvent, in contents: inout Contents) {
    if tracks[event.id] == nil { tracks[event.id] = ContainerTrack() }
    if contents.containers[event.id] == nil {
      var container = Container(id: event.id, name: event.name, image: event.image)
      container.labels = event.attributes.filter {
        !["name", "image", "exitCode", "signal"].contains($0.key)
      }
      contents.containers[event.id] = container
    }
    note(event.name, image: event.image, in: &contents)
    contents.histories[event.name]?.labels = contents.containers[event.id]?.labels ?? [:]
  }

  mutating func remove(_ id: String, from contents: inout Contents) {
    if let track = tracks.removeValue(forKey: id), track.mayHearOfOOM {
      noteLateOOM(of: id, time: track.lastDeath)
    }
    contents.containers[id] = nil
    refreshPresence(in: &contents)
  }
}

extension Bookkeeper {
  /// Whether there is nothing to be waited for.
  var isSettled: Bool {
    undecided.isEmpty
      && !tracks.values.contains { $0.owedSince != nil || $0.missingSince != nil }
  }

  /// The same, and whether of each kill that the kernel's log told is known whom it hit.
  func hasCountedAll(in contents: Contents) -> Bool {
    isSettled && !kernelKills.keys.contains { contents.containers[$0] != nil }
  }
}
