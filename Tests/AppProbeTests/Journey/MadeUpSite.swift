import Shared
import Synchronization
import TestSupport
import YAML

@testable import AppProbe

/// A site that answers as it is told, and remembers what it was asked.
final class MadeUpSite: Sendable {
  let asked = Mutex<[HTTPExchange]>([])
  private let answer: @Sendable (_ request: HTTPExchange, _ count: Int) -> HTTPAnswer

  init(_ answer: @escaping @Sendable (HTTPExchange, Int) -> HTTPAnswer) { self.answer = answer }

  convenience init(_ bodies: String...) {
    self.init { MadeUpSite.page(bodies[min($1, bodies.count - 1)]) }
  }

  func perform(_ exchange: HTTPExchange) -> HTTPAnswer {
    let count = asked.withLock { asked in
      asked.append(exchange)
      return asked.count - 1
    }
    return answer(exchange, count)
  }

  static func page(_ body: String, status: Int = 200) -> HTTPAnswer {
    var answer = HTTPAnswer()
    answer.status = status
    answer.body = Array(body.utf8)
    return answer
  }

  /// What was asked, as `METHOD URL body`.
  var lines: [String] {
    asked.withLock { asked in
      asked.map { "\($0.method) \($0.url) \(String(decoding: $0.body, as: UTF8.self))" }
    }
  }
}

/// A journey whose requests a made-up site answers.
struct MadeUpWalk: Prober {
  static let kind = "journey"
  let prober: JourneyProber
  let site: MadeUpSite
  var watch: @Sendable (HTTPExchange, Probe) -> Void = { _, _ in }

  func run(_ probe: Probe) async throws(ProbeFailure) {
    try await prober.run(probe) { [site, watch] exchange, probe in
      watch(exchange, probe)
      return site.perform(exchange)
    }
  }
}

/// What stands under `journey:` in a module, as a prober.
func journeyProber(_ text: String, file: String = "probe.yml") throws -> JourneyProber {
  let journey = try Journey(
    YAMLDocument(text, name: file).root, ConfigurationFolder(of: file), ModuleNotes())
  return JourneyProber(journey: journey)
}

extension MadeUpSite {
  /// Takes a journey along the site.
  func walk(
    _ text: String, target: String = "http://shop.example",
    hostname: String? = nil, within limit: Duration = .seconds(20)
  ) throws -> ProbeResult {
    let prober = try journeyProber(text)
    return try ProbeOnLoop().probe(
      target, MadeUpWalk(prober: prober, site: self), hostname: hostname, within: limit)
  }
}
