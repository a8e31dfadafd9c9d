import Shared

/// One row of what systemd's ListUnits returns.
struct UnitStatus: Sendable, Equatable {
  /// The structure's members in D-Bus's spelling: name, description, load state, active state, sub
  /// state, followed unit, path, and the number, type and path of a job.
  static let members = "ssssssouso"

  let name: String
  /// `loaded`, `not-found`, `masked`, `bad-setting`, `error`, `merged`.
  let load: String
  /// `active`, `inactive`, `failed`, `activating`, `deactivating`, `reloading`, …
  let active: String
  /// The state in the words of the unit's kind, such as `running` or `listening`.
  let sub: String
  /// The unit's object on the bus.
  let path: String

  /// Whether the unit does its work now. One that reloads its configuration does.
  var isUp: Bool { active == "active" || active == "reloading" || active == "refreshing" }
}

extension UnitStatus {
  init(_ row: borrowing BusReply) throws(BusError) {
    name = try row.string()
    try row.skip("s")
    load = try row.string()
    active = try row.string()
    sub = try row.string()
    try row.skip("s")
    path = try row.objectPath()
    try row.skip("uso")
  }
}

/// What a unit's name ends in, as far as it decides what is asked of it.
enum UnitKind: Sendable {
  case service, socket, timer, mount, other

  init(of name: String) {
    self =
      if name.endsExactly(in: ".service") {
        .service
      } else if name.endsExactly(in: ".socket") {
        .socket
      } else if name.endsExactly(in: ".timer") {
        .timer
      } else if name.endsExactly(in: ".mount") { .mount } else { .other }
  }

  /// The interface of the kind's own properties.
  var interface: String {
    switch self {
    case .service: "org.freedesktop.systemd1.Service"
    case .socket: "org.freedesktop.systemd1.Socket"
    case .timer: "org.freedesktop.systemd1.Timer"
    case .mount: "org.freedesktop.systemd1.Mount"
    case .other: "org.freedesktop.systemd1.Unit"
    }
  }
}

/// A unit file that systemd found on the disk, whether it is loaded or not.
struct UnitFile: Sendable, Equatable {
  let name: String
  /// `enabled`, `enabled-runtime`, `disabled`, `static`, `masked`, `generated`, `alias`, …
  let state: String

  /// - Parameter path: The file's path, of which the last part is the unit's name.
  init(path: String, state: String) {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
    self.state = state
  }

  /// Whether it starts with the machine.
  var isEnabled: Bool { state == "enabled" || state == "enabled-runtime" }

  /// Whether it can be started: neither a template nor another name of a unit.
  var isUnit: Bool { state != "alias" && !name.utf8.contains(UInt8(ascii: "@")) || isInstance }

  /// Whether it belongs to one instance of a template, as `getty@tty1.service` does.
  private var isInstance: Bool {
    guard state != "alias", let at = name.utf8.firstIndex(of: UInt8(ascii: "@")) else {
      return false
    }
    let next = name.utf8.index(after: at)
    return next < name.utf8.endIndex && name.utf8[next] != UInt8(ascii: ".")
  }
}
