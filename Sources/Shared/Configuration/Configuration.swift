internal import Glibc
package import Logging
internal import Synchronization

/// A configuration file: loaded and checked at the start, and again when asked to.
///
/// A file that cannot be used at the start stops the program. One that cannot be used later
/// leaves the old configuration in place, and the metrics say so.
package final class Configuration<Value: Sendable>: Sendable {
  private let file: String
  private let load: @Sendable () throws -> Value
  private let log: Logger
  private let state: Mutex<State>
  private let reloading = Mutex<Void>(())

  private struct State {
    var value: Value
    var isLastReloadSuccessful = true
    var lastSuccess: Double
  }

  /// - Parameters:
  ///   - file: The path that was given, or the default one.
  ///   - flag: The flag that names it, without dashes, which an error at the start names first.
  ///   - fallback: What stands for the default file when it does not exist; `nil` when the path
  ///     was given and must exist.
  ///   - load: Reads and checks a file; its errors name the line and the remedy.
  package init(
    file: String, flag: String, fallback: Value? = nil, log: Logger,
    load: @escaping @Sendable (_ file: String) throws -> Value
  ) throws(FlagError) {
    let loadOrFallback: @Sendable () throws -> Value = {
      // Only where there is none: a file that may not be read is no reason to run on defaults.
      if let fallback, unsafe access(file, F_OK) != 0, errno == ENOENT { return fallback }
      return try load(file)
    }
    self.file = file
    self.load = loadOrFallback
    self.log = log
    let value: Value
    do {
      value = try loadOrFallback()
    } catch {
      throw FlagError(flag: flag, file: error)
    }
    state = Mutex(State(value: value, lastSuccess: WallClock.seconds))
  }

  /// The configuration in force.
  package var value: Value { state.withLock { $0.value } }

  /// Reads the file again, and keeps what is in force when it cannot be used.
  package func reload() throws {
    // One after the other, or the older reading might be stored last.
    try reloading.withLock { _ in try reloadAlone() }
  }

  private func reloadAlone() throws {
    do {
      let value = try load()
      state.withLock { $0 = State(value: value, lastSuccess: WallClock.seconds) }
      log.notice("configuration loaded again", metadata: ["file": "\(file)"])
    } catch {
      state.withLock { $0.isLastReloadSuccessful = false }
      log.error(
        "configuration not loaded, the old one stays in force",
        metadata: ["file": "\(file)", "err": "\(error)"])
      throw error
    }
  }

  /// Writes whether and when the last load succeeded.
  ///
  /// - Parameter prefix: What upstream's names start with, e.g. `blackbox_exporter`.
  package func write(prefix: String, into metrics: inout MetricWriter) {
    let (isSuccessful, lastSuccess) = state.withLock { ($0.isLastReloadSuccessful, $0.lastSuccess) }
    metrics.gauge(
      "\(prefix)_config_last_reload_successful",
      "Whether the configuration file could be used when it was last read.", isSuccessful)
    metrics.gauge(
      "\(prefix)_config_last_reload_success_timestamp_seconds",
      "When the configuration in force was read, in seconds since 1970.", lastSuccess)
  }
}
