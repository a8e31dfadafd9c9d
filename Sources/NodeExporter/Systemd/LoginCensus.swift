import Shared

/// How many sessions of each kind there are.
struct LoginCensus {
  /// What tells sessions apart here.
  struct Session: Hashable {
    var seat: String
    var remote = ""
    var type = ""
    var `class` = ""
  }

  /// All seats, and the empty one of those who have none, as over SSH.
  private(set) var seats: [String] = []
  private(set) var sessions: [Session: Int] = [:]

  /// What systemd knows, after `other` for what it learns yet.
  static let types = ["other", "unspecified", "tty", "x11", "wayland", "mir", "web"]
  static let classes = ["other", "user", "greeter", "lock-screen", "background"]

  private static let managerPath = "/org/freedesktop/login1"
  private static let managerInterface = "org.freedesktop.login1.Manager"
  private static let sessionInterface = "org.freedesktop.login1.Session"

  /// After a throw the bus is of no use any more.
  init(asking bus: inout SystemBus, by deadline: Deadline) throws(BusError) {
    var seats: [String] = []
    var found: [(session: Session, path: String)] = []
    try bus.exchange(
      ["ListSeats", "ListSessions"].map {
        BusCall(path: Self.managerPath, interface: Self.managerInterface, member: $0)
      }, by: deadline
    ) { (index: Int, reply: borrowing BusReply) throws(BusError) in
      if let failure = reply.failure { throw failure }
      if index == 0 {
        try reply.enterArray(of: "so")
        while try reply.enterStructure("so") {
          seats.append(try reply.string())
          try reply.skip("o")
          try reply.exit()
        }
      } else {
        try reply.enterArray(of: "susso")
        while try reply.enterStructure("susso") {
          try reply.skip("sus")
          found.append((Session(seat: try reply.string()), try reply.objectPath()))
          try reply.exit()
        }
      }
    }
    self.seats = seats + [""]
    for session in try Self.complete(found, &bus, by: deadline) {
      sessions[session, default: 0] += 1
    }
  }

  /// Asks for what the list does not tell. Sessions that end meanwhile are left out.
  private static func complete(
    _ found: [(session: Session, path: String)], _ bus: inout SystemBus, by deadline: Deadline
  ) throws(BusError) -> [Session] {
    var sessions = found.map(\.session)
    var ended: Set<Int> = []
    let properties = ["Remote", "Type", "Class"]
    let calls = found.flatMap { session in
      properties.map { BusCall.property($0, of: sessionInterface, at: session.path) }
    }
    try bus.exchange(calls, by: deadline) {
      (index: Int, reply: borrowing BusReply) throws(BusError) in
      let (row, property) = index.quotientAndRemainder(dividingBy: properties.count)
      if reply.failure != nil {
        ended.insert(row)
        return
      }
      switch property {
      case 0: sessions[row].remote = try reply.variantBool() ? "true" : "false"
      case 1: sessions[row].type = known(try reply.variantString(), types)
      default: sessions[row].class = known(try reply.variantString(), classes)
      }
    }
    return sessions.indices.filter { !ended.contains($0) }.map { sessions[$0] }
  }

  private static func known(_ text: String, _ names: [String]) -> String {
    names.contains(text) ? text : names[0]
  }
}
