package import ArgumentParser

/// The flags of the HTTP server, alike for all exporters.
package struct WebOptions: ParsableArguments {
  @Option(
    name: .customLong("web.listen-address"), parsing: .singleValue,
    help: ArgumentHelp(
      "Where to listen: ':9100', '127.0.0.1:9100', '[::1]:9100' or 'unix:/path'. Repeat it to "
        + "listen at several. (default: the exporter's own port on every address)",
      valueName: "address"))
  package var listenAddresses: [String] = []

  @Option(
    name: .customLong("web.telemetry-path"),
    help: ArgumentHelp("The path of the metrics.", valueName: "path"))
  package var telemetryPath = "/metrics"

  @Option(
    name: .customLong("web.config.file"),
    help: ArgumentHelp(
      "TLS, passwords and limits, in the format that all exporters of Prometheus share.",
      valueName: "file"))
  package var configurationFile: String?

  @Flag(
    name: .customLong("web.systemd-socket"),
    help: "Use the sockets that systemd passes instead of listening.")
  package var usesSystemdSocket = false

  @Option(
    name: .customLong("web.max-requests"),
    help: ArgumentHelp(
      "How many requests may be under way; more get a 503. 0 means no limit.", valueName: "count"))
  package var maxRequests = 40

  @Flag(
    name: .customLong("web.disable-exporter-metrics"),
    help: "Leave out the metrics about the exporter itself (process_*, promhttp_*).")
  package var disablesExporterMetrics = false

  @Option(
    name: .customLong("web.route-prefix"),
    help: ArgumentHelp(
      "A prefix of every path. (default: the path of --web.external-url)", valueName: "path"))
  package var routePrefix: String?

  @Option(
    name: .customLong("web.external-url"),
    help: ArgumentHelp("Under which URL a proxy makes this reachable.", valueName: "url"))
  package var externalURL: String?

  @Option(name: .customLong("runtime.gomaxprocs"), help: .hidden)
  package var goMaxProcs = 1

  package init() {}

  package mutating func validate() throws {
    guard telemetryPath.hasPrefix("/") else {
      throw ValidationError(
        "--web.telemetry-path must start with '/': '\(telemetryPath)' does not")
    }
    guard maxRequests >= 0 else {
      throw ValidationError("--web.max-requests must be 0 or more, not \(maxRequests)")
    }
  }

  /// The prefix of every path: empty, or `/something` without a slash at the end.
  package var pathPrefix: String {
    let path = routePrefix ?? externalURL.map(Self.path(of:)) ?? ""
    let trimmed = path.split(separator: "/").joined(separator: "/")
    return trimmed.isEmpty ? "" : "/\(trimmed)"
  }

  private static func path(of url: String) -> String {
    // After "scheme://host".
    let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    return parts.count > 3 ? String(parts[3]) : ""
  }
}
