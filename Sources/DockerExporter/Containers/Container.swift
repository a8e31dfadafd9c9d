/// A container as the engine last described it.
struct Container: Sendable, Equatable {
  enum State: String, Sendable, CaseIterable {
    case created, running, paused, restarting, removing, exited, dead
  }

  enum Health: String, Sendable, CaseIterable { case none, starting, healthy, unhealthy }

  /// Limits as they were asked for; `nil` for none.
  struct Limits: Sendable, Equatable {
    /// Bytes.
    var memory: UInt64?
    /// Bytes, memory included.
    var memoryAndSwap: UInt64?
    /// Bytes.
    var memoryReservation: UInt64?
    var cpuShares: UInt64?
    /// Microseconds.
    var cpuPeriod: UInt64?
    /// Microseconds within a period.
    var cpuQuota: UInt64?
  }

  /// 64 hexadecimal digits.
  let id: String
  /// Without the slash that the engine puts before it.
  var name: String
  /// As it was asked for, such as `nginx:1.25`.
  var image: String
  var imageID = ""
  /// All of them; which are served is an option's.
  var labels: [String: String] = [:]
  var state = State.created
  /// Of its main process, as the host sees it; `nil` when it does not run.
  var pid: Int32?
  /// Seconds since 1970; `nil` for never.
  var createdAt: Double?
  var startedAt: Double?
  var finishedAt: Double?
  /// Of the last end; `nil` before the first one.
  var exitCode: Int?
  /// What the engine says of the last end; see ``Death`` for what can be relied on.
  var wasKilledForMemory = false
  /// By the restart policy since the last start by hand.
  var restartCount = 0
  var health = Health.none
  var failingStreak = 0
  /// Since when its health is what it is, in seconds since 1970.
  var healthSince: Double?
  var limits = Limits()
  /// Whether it uses the host's network, whose traffic is not its own.
  var usesHostNetwork = false
  /// Whether it uses the network of another container, which has that traffic already.
  var sharesNetwork = false
  /// Whether the engine starts it again by itself.
  var restartPolicy = ""

  init(id: String, name: String, image: String) {
    self.id = id
    self.name = name
    self.image = image
  }

  var isRunning: Bool { state == .running || state == .paused || state == .restarting }
}
