import Logging
import Shared
import Synchronization
import TestSupport

@testable import AppProbe

/// Ends as its target says: `fail`, or `wait` until the whistle is blown, and else well.
struct StubProber: Prober {
  static let kind = "stub"
  var whistle = Whistle()

  func run(_ probe: Probe) async throws(ProbeFailure) {
    probe.report.set(.ipProtocol, 4)
    probe.log.note(.info, "Looking", [("hostname", probe.hostname ?? "none"), ("two", "a b")])
    if probe.target.hasPrefix("fail") { throw ProbeFailure(.refused, "nobody listens") }
    while probe.target == "wait", !whistle.isBlown, !probe.deadline.hasPassed {
      await probe.loop.sleep(until: Deadline(in: .milliseconds(2)))
    }
  }
}

/// Whether tasks may go on, which look since they must not wait.
final class Whistle: Sendable {
  private let state = Atomic(false)
  var isBlown: Bool { state.load(ordering: .relaxed) }
  func blow() { state.store(true, ordering: .relaxed) }
}

/// The pages over modules of stubs, on loops that end with it.
final class ProbeStand: Sendable {
  let recorder = LogRecorder()
  let whistle = Whistle()
  let journal: ProbeJournal
  let desk: ProbeDesk
  let endpoint: ProbeEndpoint
  let configuration: Configuration<ProbeConfiguration>

  init(
    maxConcurrent: Int = 10, history: ProbeHistory = ProbeHistory(limit: 100),
    level: ProbeNews.Level = .info, offset: Double = 0.5, modules: [String: any Prober] = [:]
  ) throws {
    var probers: [String: any Prober] = [
      "http_2xx": StubProber(whistle: whistle), "stub": StubProber(whistle: whistle),
    ]
    probers.merge(modules) { $1 }
    let made = probers.map { name, prober in
      (
        ExactName(name),
        Module(
          name: name, prober: prober, timeout: .seconds(30),
          settings: .mapping([Setting.Entry(key: "prober", value: .text(name))]))
      )
    }
    let value = ProbeConfiguration(
      file: "blackbox.yml", modules: Dictionary(uniqueKeysWithValues: made))
    configuration = try Configuration(
      file: "blackbox.yml", flag: "config.file", log: recorder.logger
    ) { _ in value }
    desk = try ProbeDesk.start(limit: maxConcurrent)
    journal = ProbeJournal(history, recorder.logger, level)
    endpoint = ProbeEndpoint(
      configuration, desk, journal, renderer: PageRenderer(namespace: "blackbox_exporter"),
      timeoutOffset: offset)
  }

  deinit { desk.stop() }

  /// Asks without waiting for the answer.
  func ask(_ target: String, headers: [(String, String)] = []) throws -> Monitor<HTTPResponse?> {
    let answer = Monitor<HTTPResponse?>(nil)
    endpoint.answer(
      try HTTPRequest(target, headers: headers),
      HTTPReply { response in answer.update { $0 = response } })
    return answer
  }

  func answer(_ target: String, headers: [(String, String)] = []) throws -> (
    status: Int, text: String
  ) {
    let answer = try ask(target, headers: headers)
    guard let response = answer.wait(until: Deadline(in: .seconds(60)), for: { $0 }) else {
      return (0, "no answer")
    }
    return (response.status.code, String(decoding: response.body, as: UTF8.self))
  }

  /// What the metrics path has of the pages.
  var metrics: [String] {
    samples(
      exposition { metrics in
        endpoint.write(into: &metrics)
        journal.write(modules: configuration.value.sortedModules, into: &metrics)
      })
  }
}
