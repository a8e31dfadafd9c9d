internal import Glibc
internal import Logging

/// The life of an exporter: build, listen, serve, end.
struct ExporterProcess {
  let program: Program
  let web: WebOptions
  let log: Logger

  /// How long answers under way may take once the process is asked to end.
  private static let patience = Duration.milliseconds(1500)
  /// Threads beside those of requests: collectors that wait, and calls that hang.
  private static let extraThreads = 48

  init(_ program: Program, _ web: WebOptions, _ logging: LogOptions) {
    self.program = program
    self.web = web
    log = logging.logger(program.name)
  }

  /// Serves until SIGTERM or SIGINT, and ends the process with status 0; with 1 when it cannot
  /// start.
  func serve(_ makeExporter: (ExporterContext) throws -> Exporter) -> Never {
    Memory.configure()
    let signals = Signals()
    do {
      let pool = pool()
      let exporter = try makeExporter(ExporterContext(log: log, pool: pool))
      let listeners = try listen()
      log.info(
        "starting",
        metadata: [
          "version": "\(Version.number)",
          "collectors": "\(exporter.collectors.names.joined(separator: ","))",
        ])
      let server = try start(exporter, on: listeners, pool)
      Memory.trim()
      run(server, exporter, signals)
    } catch {
      Self.complain(program, "\(error)")
      exit(1)
    }
  }

  /// A thread for each request that may be under way, and some for collectors that wait.
  private func pool() -> ThreadPool {
    guard web.maxRequests > 0 else { return ThreadPool(limit: 256, queueLimit: 65536) }
    return ThreadPool(limit: web.maxRequests + Self.extraThreads)
  }

  /// Writes the one line that says why the program does not start.
  static func complain(_ program: Program, _ reason: String) {
    LineLogHandler.standardError(Array("\(program.name): \(reason)\n".utf8))
  }

  /// Acts on signals until one ends the process.
  private func run(_ server: HTTPServer, _ exporter: Exporter, _ signals: Signals) -> Never {
    let manager = ServiceManager()
    manager.tell(.ready)
    while true {
      switch signals.next(within: manager.watchdogInterval ?? .seconds(3600)) {
      case nil:
        // The loop must turn for the process to be alive; a thread that only says so proves nothing.
        if server.isResponsive(within: .seconds(1)) { manager.tell(.alive) }
      case SIGHUP:
        reload(exporter, manager)
      case let signal:
        manager.tell(.stopping)
        log.notice("stopping", metadata: ["signal": "\(signal == SIGINT ? "SIGINT" : "SIGTERM")"])
        if !server.stop(within: Self.patience) {
          log.warning("stopped with answers still under way")
        }
        // Not `exit`: a thread that hangs in a system call must not hold the process.
        _exit(0)
      }
    }
  }

  private func reload(_ exporter: Exporter, _ manager: ServiceManager) {
    guard let reload = exporter.reload else {
      return log.info("SIGHUP: this exporter has no configuration file to read again")
    }
    manager.tell(.reloading)
    try? reload()
    manager.tell(.ready)
  }
}
