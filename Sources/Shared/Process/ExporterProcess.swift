internal import Glibc
internal import Logging

/// The life of an exporter: build, listen, serve, end.
struct ExporterProcess {
  let program: Program
  let web: WebOptions
  let log: Logger

  /// How long answers under way may take once the process is asked to end.
  private static let patience = Duration.milliseconds(1500)
  /// Blocking collectors at work at a time, hanging ones included.
  private static let collectorThreads = 48
  /// Threads for requests that do not count: health, the landing page.
  private static let uncountedThreads = 8

  init(_ program: Program, _ web: WebOptions, _ logging: LogOptions) {
    self.program = program
    self.web = web
    log = logging.logger(program.name)
  }

  /// Serves until SIGTERM or SIGINT, and ends the process with status 0; with 1 when it cannot
  /// start.
  func serve(_ command: some ExporterCommand) -> Never {
    Memory.configure()
    // Before anything decides how many files it keeps open: systemd's own limit is 1024.
    OpenFileLimit.raise()
    let signals = Signals()
    do {
      // Before there are threads: it takes variables out of the environment.
      let passed = web.usesSystemdSocket ? try Listener.passedBySystemd() : nil
      let collectors = ThreadPool(limit: Self.collectorThreads)
      let exporter = try command.makeExporter(ExporterContext(log: log, pool: collectors))
      let gate = try command.makeGate(log)
      let listeners = try passed ?? listen()
      log.info(
        "starting",
        metadata: [
          "version": "\(Version.number)",
          "collectors": "\(exporter.collectors.names.joined(separator: ","))",
        ])
      let server = try start(exporter, behind: gate, on: listeners, requestPool())
      Memory.trim()
      run(server, exporter, signals)
    } catch {
      Self.complain(program, "\(error)")
      // Not `exit`: it would take down libraries that threads of the exporter are at work in.
      _exit(1)
    }
  }

  /// A thread for each request that may be under way, and a few for those that are not counted.
  ///
  /// Collectors have threads of their own: they must not stand in line behind requests that wait
  /// for them.
  private func requestPool() -> ThreadPool {
    let limit = web.maxRequests > 0 ? web.maxRequests : 256
    return ThreadPool(limit: limit + Self.uncountedThreads, queueLimit: 65536)
  }

  /// Writes the one line that says why the program does not start.
  static func complain(_ program: Program, _ reason: String) {
    LogSink().write(Array("\(program.name): \(reason)\n".utf8))
  }

  /// Acts on signals until one ends the process, and keeps the watchdog content.
  private func run(_ server: HTTPServer, _ exporter: Exporter, _ signals: Signals) -> Never {
    let manager = ServiceManager()
    manager.tell(.ready)
    let interval = manager.watchdogInterval ?? .seconds(3600)
    var tick = Deadline(in: interval)
    while true {
      switch signals.next(within: tick.remaining) {
      case nil: break
      case SIGHUP: reload(exporter, manager)
      case let signal?: stop(server, manager, signal)
      }
      guard tick.hasPassed else { continue }
      tick = Deadline(in: interval)
      // The loop must turn for the process to be alive; a thread that only says so proves nothing.
      if manager.watchdogInterval != nil, server.isResponsive(within: .seconds(1)) {
        manager.tell(.alive)
      }
    }
  }

  private func stop(_ server: HTTPServer, _ manager: ServiceManager, _ signal: CInt) -> Never {
    manager.tell(.stopping)
    log.notice("stopping", metadata: ["signal": "\(signal == SIGINT ? "SIGINT" : "SIGTERM")"])
    if !server.stop(within: Self.patience) {
      log.warning("stopped with answers still under way")
    }
    // Not `exit`: a thread that hangs in a system call must not hold the process.
    _exit(0)
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
