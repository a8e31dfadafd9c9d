package import Logging
package import Shared

/// What `--web.config.file` says: the gate before an exporter's pages.
package enum WebConfiguration {
  /// `nil` where there is no such file. What it throws names the file, the line and the remedy.
  package static func gate(_ web: WebOptions, _ log: Logger) throws -> (any HTTPGate)? {
    guard let file = web.configurationFile else { return nil }
    do {
      let live = try LiveSettings(file: file, log: log) { try WebSettings(file: file) }
      return WebGate(live, log: log)
    } catch {
      throw FlagError(flag: "web.config.file", file: error)
    }
  }
}
