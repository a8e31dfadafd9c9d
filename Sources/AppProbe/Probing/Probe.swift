import Shared

/// One probe under way: of what, by when, with what, and what it has found so far.
///
/// It belongs to one task.
final class Probe {
  /// As the request or the configuration says it: a URL, a name, `host:port`.
  let target: String
  /// The name that the target is to be asked for, where the request says another.
  let hostname: String?
  /// By when the probe must have ended.
  let deadline: Deadline
  let tools: ProbeTools
  /// Seconds since 1970 when it began.
  let startTime = WallClock.seconds
  let start = ContinuousClock.now
  var report = ProbeReport()
  var log = ProbeLog()

  init(target: String, hostname: String? = nil, deadline: Deadline, tools: ProbeTools) {
    self.target = target
    self.hostname = hostname
    self.deadline = deadline
    self.tools = tools
  }

  var loop: EventLoop { tools.loop }
}

/// What probes work with.
struct ProbeTools: Sendable {
  let loop: EventLoop
  let resolver: ProbeResolver
  let rules: TargetRules
  var tokens = OAuth2Tokens()
}

/// A way to probe, with its options.
protocol Prober: Sendable {
  /// As the configuration calls it.
  static var kind: String { get }

  /// Probes by the deadline, on the loop. What was measured is in the probe's report also when it
  /// fails.
  func run(_ probe: Probe) async throws(ProbeFailure)
}
