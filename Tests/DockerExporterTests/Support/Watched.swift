import Logging
import TestSupport

@testable import DockerExporter

/// A ledger that is kept true from an engine, for as long as this lives.
final class Watched {
  let ledger = ContainerLedger()
  let recorder = LogRecorder()
  private let watch: ContainerWatch

  /// - Parameter isReady: Whether to wait until everything has been compared once.
  init(
    _ host: String, options: ContainerWatch.Options = ContainerWatch.Options(),
    isReady: Bool = true
  ) throws {
    watch = ContainerWatch(
      try EngineAddress(host, environment: [:]), ledger: ledger, options: options,
      log: recorder.logger)
    try watch.start()
    if isReady {
      try TestSupport.wait(seconds: 30, for: "the first reconciliation") {
        connection.reconciliations > 0
      }
    }
  }

  deinit { watch.stop() }

  var contents: ContainerLedger.Contents { ledger.contents.read { $0 } }
  var connection: ContainerLedger.Connection { contents.connection }

  /// Nothing at all where the name is not known.
  func history(_ name: String) -> ContainerLedger.History { contents.histories[name] ?? .init() }

  func container(_ name: String) -> Container? {
    contents.containers.values.first { $0.name == name }
  }

  func exits(_ name: String, _ code: Int) -> UInt64 { history(name).exits[code] ?? 0 }

  /// Waits until something holds.
  func wait(
    _ what: String, seconds: Double = 30, until condition: (Watched) -> Bool
  ) throws {
    do {
      try TestSupport.wait(seconds: seconds, for: what) { condition(self) }
    } catch {
      throw Failure(
        description: "\(error): \(contents.histories) \(connection) \(recorder.lines.suffix(5))")
    }
  }

  /// Waits until all that the engine has done so far is counted: what comes twice would be by then,
  /// and what no event has told.
  func settle(_ engine: DockerEngine) throws {
    // Events come in their order.
    try engine.docker("create", "--net=none", "--name=last", "box", "sh")
    try wait("all to be counted") { watched in
      let contents = watched.contents
      return contents.connection.isSettled
        && contents.containers.values.contains { $0.name == "last" }
    }
  }

  /// All deaths of a name: by reason.
  func deaths(_ name: String) -> [DeathReason: UInt64] { history(name).deaths }
}
