import Glibc
import Shared
import Synchronization

/// Where probes are made: on a few loops in turn, as many at a time as are allowed.
final class ProbeDesk: Sendable {
  /// The schedule's probes are on them too.
  let loops: [EventLoop]
  private let resolver = ProbeResolver()
  private let tokens = OAuth2Tokens()
  /// Probes of requests that may be under way; 0 for no limit.
  let limit: Int
  private let turn = Atomic<Int>(0)
  private let count = Atomic<Int>(0)

  /// A loop takes thousands of probes along; what one core cannot do is TLS for many at once.
  private static let mostLoops = 4

  init(loops: [EventLoop], limit: Int) {
    self.loops = loops
    self.limit = limit
  }

  /// Starts a loop for each core, four at most.
  static func start(limit: Int) throws(SystemError) -> ProbeDesk {
    let cores = max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))
    var loops: [EventLoop] = []
    for _ in 0..<min(cores, mostLoops) { loops.append(try EventLoop.start()) }
    return ProbeDesk(loops: loops, limit: limit)
  }

  /// Has the loops end, with whatever is under way on them.
  func stop() { for loop in loops { loop.stop() } }

  /// Probes of requests that are under way.
  var underWay: Int { count.load(ordering: .relaxed) }

  /// What probes on one of the loops work with.
  func tools(_ loop: EventLoop, _ rules: TargetRules) -> ProbeTools {
    ProbeTools(loop: loop, resolver: resolver, rules: rules, tokens: tokens)
  }

  /// Makes a probe on the loop whose turn it is; false when as many as may be are under way.
  ///
  /// - Parameter done: Called on the loop.
  func start(
    _ request: ProbeRequest, _ rules: TargetRules,
    _ done: @escaping @Sendable (ProbeResult) -> Void
  ) -> Bool {
    let others = count.add(1, ordering: .relaxed).oldValue
    guard limit == 0 || others < limit else {
      count.subtract(1, ordering: .relaxed)
      return false
    }
    let place = turn.wrappingAdd(1, ordering: .relaxed).oldValue & Int.max
    let tools = tools(loops[place % loops.count], rules)
    tools.loop.run { [self] in
      let result = await request.module.probe(
        request.target, hostname: request.hostname, within: request.limit, tools)
      count.subtract(1, ordering: .relaxed)
      done(result)
    }
    return true
  }
}
