import Shared

/// Who is logged in, from systemd-logind over D-Bus.
///
/// The connection is kept for the next scrape. A bus that does not answer costs one deadline.
struct LogindCollector: BlockingCollector {
  let name = "logind"
  private let address: String
  private let connection = KeptConnection<SystemBus>()

  /// - Parameter address: The bus, in D-Bus's spelling.
  init(address: String = SystemBus.systemAddress) {
    self.address = address
  }

  func collect(into metrics: inout MetricWriter, by deadline: Deadline) throws {
    let deadline = deadline.withMargin
    let census = try connection.use { () throws(BusError) in
      try SystemBus(
        connectingTo: address, destination: "org.freedesktop.login1", isDirect: false)
    } _: { (bus: inout SystemBus) throws(BusError) in
      try LoginCensus(asking: &bus, by: deadline)
    }
    metrics.family("node_logind_sessions", .gauge, "Sessions by seat, origin, type and class.")
    for remote in ["true", "false"] {
      for type in LoginCensus.types {
        for kind in LoginCensus.classes {
          for seat in census.seats {
            let session = LoginCensus.Session(
              seat: seat, remote: remote, type: type, class: kind)
            metrics.sample(
              census.sessions[session] ?? 0,
              [
                Label("class", kind), Label("remote", remote), Label("seat", seat),
                Label("type", type),
              ])
          }
        }
      }
    }
  }
}
