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
