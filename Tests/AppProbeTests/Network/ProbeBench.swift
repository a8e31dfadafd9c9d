import Shared
import TestSupport
import Testing

@testable import AppProbe

/// Runs probers on a loop of the test's own.
final class ProbeBench {
  let tools: ProbeTools

  init(resolver: ProbeResolver = ProbeResolver(), rules: TargetRules = TargetRules()) throws {
    tools = ProbeTools(loop: try EventLoop.start(), resolver: resolver, rules: rules)
  }

  deinit { tools.loop.stop() }

  /// Probes, and waits for how that ends.
  func probe(
    _ prober: some Prober, _ target: String, hostname: String? = nil,
    within limit: Duration = .seconds(20)
  ) throws -> ProbeResult {
    try probe(prober, [target], hostname: hostname, within: limit)[0]
  }

  /// Probes all targets at the same time.
  func probe(
    _ prober: some Prober, _ targets: [String], hostname: String? = nil,
    within limit: Duration = .seconds(20)
  ) throws -> [ProbeResult] {
    let module = Module(name: "test", prober: prober, timeout: nil)
    let results = Monitor<[Int: ProbeResult]>([:])
    let tools = tools
    for (index, target) in targets.enumerated() {
      tools.loop.run {
        let result = await module.probe(target, hostname: hostname, within: limit, tools)
        results.update { $0[index] = result }
      }
    }
    let all = results.wait(until: Deadline(in: limit + .seconds(30))) {
      $0.count == targets.count ? $0 : nil
    }
    let found = try #require(all)
    return targets.indices.compactMap { found[$0] }
  }

  /// Runs `work` on the loop, and waits for what it returns.
  func onLoop<Value: Sendable>(
    _ work: @escaping @Sendable (ProbeTools) async -> Value
  ) throws -> Value {
    let result = Monitor<Value?>(nil)
    let tools = tools
    tools.loop.run {
      let value = await work(tools)
      result.update { $0 = value }
    }
    return try #require(result.wait(until: Deadline(in: .seconds(60))) { $0 })
  }
}

extension ProbeResult {
  var reason: FailureReason? { report.failure?.reason }

  /// The values of a label of a metric's samples.
  func labels(_ metric: ProbeMetric, _ name: String) -> [String] {
    report.samples.filter { $0.metric == metric }.flatMap { sample in
      sample.labels.filter { $0.name == name }.map(\.value)
    }
  }
}
