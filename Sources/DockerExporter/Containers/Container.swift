/// A container as the engine last described it.
///
/// What is known of it is kept once, however many hold it: the ledger, the roster of a page, and what
/// is observed of control groups.
@dynamicMemberLookup
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

  private var storage: Storage

  init(id: String, name: String, image: String) {
    storage = Storage(Description(id: id, name: name, image: image))
  }

  subscript<Value>(dynamicMember path: KeyPath<Description, Value>) -> Value {
    storage.description[keyPath: path]
  }

  subscript<Value>(dynamicMember path: WritableKeyPath<Description, Value>) -> Value {
    get { storage.description[keyPath: path] }
    set {
      if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.description) }
      storage.description[keyPath: path] = newValue
    }
  }

  static func == (left: Container, right: Container) -> Bool {
    left.storage === right.storage || left.storage.description == right.storage.description
  }

  /// Written to only by whoever has it alone.
  private final class Storage: @unchecked Sendable {
    var description: Description

    init(_ description: Description) { self.description = description }
  }
}

extension Container {
  /// What is known of it.
  struct Description: Sendable, Equatable {
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

    var isRunning: Bool { state == .running || state == .paused || state == .restarting }

    fileprivate init(id: String, name: String, image: String) {
      self.id = id
      self.name = name
      self.image = image
    }
  }
}
