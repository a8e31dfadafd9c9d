import Shared
import TestSupport

@testable import AppProbe

/// A loop of the test's own, on which probes are made one after the other.
final class ProbeOnLoop: Sendable {
  private let loop: EventLoop
  private let tools: ProbeTools

  init(rules: TargetRules = TargetRules()) throws {
    loop = try EventLoop.start()
    tools = ProbeTools(loop: loop, resolver: ProbeResolver(), rules: rules)
  }

  deinit { loop.stop() }

  /// What a client answers.
  func perform(
    _ exchange: HTTPExchange, within limit: Duration = .seconds(20)
  ) throws -> HTTPAnswer {
    let tools = tools
    return try wait { loop in
      let probe = Probe(
        target: exchange.url, deadline: Deadline(in: limit), tools: tools)
      return await loop.http.perform(exchange, for: probe)
    }
  }

  /// What a prober finds.
  func probe(
    _ target: String, _ prober: some Prober, hostname: String? = nil,
    within limit: Duration = .seconds(20)
  ) throws -> ProbeResult {
    let tools = tools
    return try wait { _ in
      await Module(name: "test", prober: prober, timeout: nil).probe(
        target, hostname: hostname, within: limit, tools)
    }
  }

  /// What probers find that are under way at the same time.
  func probe(_ probes: [(target: String, prober: HTTPProber)]) throws -> [ProbeResult] {
    let results = Monitor<[Int: ProbeResult]>([:])
    for (index, probe) in probes.enumerated() {
      loop.run { [tools] in
        let result = await Module(name: "test", prober: probe.prober, timeout: nil).probe(
          probe.target, within: .seconds(20), tools)
        results.update { $0[index] = result }
      }
    }
    let all = results.wait(until: Deadline(in: .seconds(60))) {
      $0.count == probes.count ? $0 : nil
    }
    guard let all else { throw Failure(description: "the probes do not end") }
    return probes.indices.compactMap { all[$0] }
  }

  private func wait<Value: Sendable>(
    _ operation: @escaping @Sendable (EventLoop) async -> Value
  ) throws -> Value {
    let result = Monitor<Value?>(nil)
    loop.run { [loop] in
      let value = await operation(loop)
      result.update { $0 = value }
    }
    guard let value = result.wait(until: Deadline(in: .seconds(60)), for: { $0 }) else {
      throw Failure(description: "the probe does not end")
    }
    return value
  }
}
