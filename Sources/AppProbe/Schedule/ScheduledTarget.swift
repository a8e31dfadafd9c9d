import Shared

/// A target that is probed by itself, again and again.
struct ScheduledTarget: Sendable {
  let target: String
  let module: Module
  /// The name that the target is to be asked for.
  var hostname: String?
  var interval = Duration.seconds(15)
  /// How long a probe may take, where that is said; an interval at most.
  var timeout: Duration?
  /// Of its own, sorted by their names.
  var labels: [(name: String, value: String)] = []
  /// Which calendar's hours its probes are counted in besides.
  var calendar: String?

  /// What its series are told apart by.
  struct Identity: Hashable, Sendable {
    let target: ExactName
    let module: ExactName
    /// Names and values in turn.
    let labels: [ExactName]

    /// The same in every run of the program.
    var hash: UInt64 {
      var hash = StableHash()
      for part in [target, module] + labels { hash.add(part.text) }
      return hash.value
    }
  }

  var identity: Identity {
    Identity(
      target: ExactName(target), module: ExactName(module.name),
      labels: labels.flatMap { [ExactName($0.name), ExactName($0.value)] })
  }

  /// How long a probe may take that has an interval for itself.
  var limit: Duration { min(timeout ?? module.timeout ?? .seconds(10), interval) }
}
