import Shared
import Synchronization

/// States of systemd's units, from systemd itself over D-Bus.
///
/// The connection is kept for the next scrape. A bus that does not answer costs one deadline.
struct SystemdCollector: BlockingCollector {
  let name = "systemd"
  private let address: String
  private let options: SystemdOptions
  private let wanted: NameFilter
  private let expected: Pattern?
  private let kept = Kept()

  private final class Kept: Sendable {
    let session = KeptConnection<SystemdSession>()
    let instances = Mutex(ExpectedInstances())
  }

  /// - Parameter address: The bus, in D-Bus's spelling; the system's own where there is none.
  init(_ options: SystemdOptions, address: String? = nil) throws {
    self.address = address ?? Self.address(options)
    self.options = options
    wanted = try options.units()
    expected = try options.expectedUnits()
  }

  private static func address(_ options: SystemdOptions) -> String {
    options.isPrivate ? "unix:path=/run/systemd/private" : SystemBus.systemAddress
  }

  func collect(into metrics: inout MetricWriter, by deadline: Deadline) throws {
    write(try report(by: deadline.withMargin), to: &metrics)
  }

  /// How many calls the kept connection has made.
  var callCount: Int { kept.session.look { $0.callCount } ?? 0 }

  private func report(by deadline: Deadline) throws(BusError) -> SystemdReport {
    var report = try kept.session.use { () throws(BusError) in
      try SystemdSession(to: address, options, wanted: wanted, expected: expected)
    } _: { (session: inout SystemdSession) throws(BusError) in
      try session.report(by: deadline)
    }
    kept.instances.withLock { $0.complete(&report.expected) }
    return report
  }
}

extension SystemdCollector {
  private func write(_ report: SystemdReport, to metrics: inout MetricWriter) {
    if let version = report.version {
      metrics.family("node_systemd_version", .gauge, "The running systemd's version.")
      metrics.sample(version.number, [Label("version", version.text)])
    }
    if let virtualization = report.virtualization {
      metrics.family(
        "node_systemd_virtualization_info", .gauge, "What the machine is virtualized with.")
      metrics.sample(
        1, [Label("virtualization_type", virtualization.isEmpty ? "none" : virtualization)])
    }
    metrics.gauge(
      "node_systemd_system_running", "Whether the system is up and no unit has failed.",
      report.isRunning)
    metrics.family("node_systemd_units", .gauge, "Units in each state.")
    for (state, count) in report.states.sorted(by: { $0.key < $1.key }) {
      metrics.sample(count, [Label("state", state)])
    }

    metrics.family("node_systemd_unit_state", .gauge, "Whether the unit is in the state.")
    for unit in report.units {
      for (state, labels) in zip(SystemdReport.stateNames, unit.stateLabels) {
        metrics.sample(unit.active == state, labels)
      }
    }
    writeUnits(report.units, to: &metrics)

    metrics.family(
      "node_systemd_unit_file_state", .gauge, "How the unit is installed; only the present state.")
    for file in report.files {
      metrics.sample(1, [Label("name", file.name), Label("state", file.state)])
    }
    metrics.family(
      "node_systemd_unit_expected_active", .gauge,
      "Whether a unit that should be active is active or reloading.")
    for unit in report.expected { metrics.sample(unit.isUp, [Label("name", unit.name)]) }
  }

  private func writeUnits(_ units: [SystemdReport.Row], to metrics: inout MetricWriter) {
    func family(
      _ name: String, _ kind: MetricKind, _ help: String,
      _ value: (SystemdReport.Row) -> (some MetricValue)?
    ) {
      metrics.family(name, kind, help)
      for unit in units {
        if let value = value(unit) { metrics.sample(value, unit.labels) }
      }
    }
    func seconds(_ microseconds: UInt64?) -> Double? { microseconds.map { Double($0) / 1e6 } }
    // The greatest number says that tasks are not counted, or not limited.
    func tasks(_ count: UInt64?) -> UInt64? { count == .max ? nil : count }

    family(
      "node_systemd_unit_start_time_seconds", .gauge,
      "When the unit became active, in seconds since the epoch; 0 when it is not."
    ) { seconds($0.activeSince) }
    family("node_systemd_unit_tasks_current", .gauge, "Tasks of the service.") { tasks($0.tasks) }
    family("node_systemd_unit_tasks_max", .gauge, "Tasks that the service may have.") {
      tasks($0.tasksLimit)
    }
    family(
      "node_systemd_service_restart_total", .counter,
      "How often systemd restarted the service by itself."
    ) { $0.restarts }
    family(
      "node_systemd_timer_last_trigger_seconds", .gauge,
      "When the timer elapsed last, in seconds since the epoch; 0 when it never did."
    ) { seconds($0.lastTrigger) }
    family(
      "node_systemd_socket_accepted_connections_total", .counter,
      "Connections that the socket accepted."
    ) { $0.accepted }
    family(
      "node_systemd_socket_current_connections", .gauge, "Connections that the socket has now."
    ) { $0.connections }
    family(
      "node_systemd_socket_refused_connections_total", .gauge,
      "Connections that the socket refused."
    ) { $0.refused }
  }
}
