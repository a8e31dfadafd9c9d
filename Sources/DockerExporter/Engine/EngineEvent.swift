import Shared

/// Something that happened to a container, as the engine tells it.
struct EngineEvent: Sendable, Equatable {
  enum Action: String, Sendable, CaseIterable {
    case create, start, die, kill, oom, destroy, rename, update, pause, unpause
    case healthStatus = "health_status"
    case other

    /// - Parameter name: As engines write it, with what is said of it: `health_status: healthy`.
    init(_ name: String) {
      let first = name.prefix { $0 != ":" }
      switch first {
      // Podman's own words.
      case "died": self = .die
      case "remove": self = .destroy
      default: self = Action(rawValue: String(first)) ?? .other
      }
    }
  }

  let action: Action
  /// The container's.
  let id: String
  /// Seconds since 1970, on the engine's clock.
  let time: Double
  /// The container's labels too.
  let attributes: [String: String]
  /// What tells two events of one moment apart.
  let words: String

  init(
    _ action: Action, id: String, time: Double, attributes: [String: String] = [:],
    words: String? = nil
  ) {
    self.action = action
    self.id = id
    self.time = time
    self.attributes = attributes
    self.words = words ?? action.rawValue
  }

  /// `nil` for what is no event of a container.
  init?(_ json: JSON) {
    guard json["Type"]?.string ?? "container" == "container",
      let words = json["Action"]?.string ?? json["status"]?.string,
      let id = json["Actor"]?["ID"]?.string ?? json["id"]?.string, !id.isEmpty,
      let time = json["timeNano"]?.number.map({ $0 / 1e9 }) ?? json["time"]?.number
    else { return nil }
    let attributes = json["Actor"]?["Attributes"]?.object ?? [:]
    self.init(
      Action(words), id: id, time: time, attributes: attributes.compactMapValues(\.string),
      words: words)
  }

  var name: String { attributes["name"] ?? "" }
  var image: String { attributes["image"] ?? "" }
  var exitCode: Int? {
    (attributes["exitCode"] ?? attributes["containerExitCode"]).flatMap { Int($0) }
  }

  /// Whether somebody asked for an end that cannot be refused.
  var isDeadlySignal: Bool {
    guard action == .kill, let signal = attributes["signal"]?.uppercased() else { return false }
    return signal == "9" || signal == "KILL" || signal == "SIGKILL"
  }
}
