import Shared

/// Why a server or one of its commands did not answer: what was attempted, and in whose words it
/// failed. It never holds a secret.
struct RedisError: Error, Equatable, CustomStringConvertible {
  let reason: DownReason
  let description: String
  /// Where a node of a cluster sends us instead.
  private(set) var redirection: Redirection?

  init(_ reason: DownReason, _ description: String) {
    self.reason = reason
    self.description = description
  }

  /// What the server said to a command.
  init(refusing command: String, _ words: String) {
    self.init(DownReason(words: words), "\(command): \(OneLine.of(words) { $0 })")
    redirection = Redirection(words)
  }

  /// Whether the server has no such command, or not in the mode that it runs in.
  var isUnsupported: Bool {
    let words = description.lowercased()
    return words.contains("unknown command") || words.contains("unknown subcommand")
      || words.contains("cluster support disabled")
  }
}

/// Why a server cannot be used, as one of a few words that can be a label.
enum DownReason: String, CaseIterable, Sendable {
  case refused, timeout, auth, `protocol`, dns, tls, acl
  case tooManyClients = "too_many_clients"
  /// A script keeps it from answering.
  case busy
  case other

  /// Reads the first word of an error reply, which is its code.
  init(words: String) {
    if words.contains("max number of clients") {
      self = .tooManyClients
      return
    }
    switch words.prefix(while: { $0 != " " }) {
    case "NOAUTH", "WRONGPASS": self = .auth
    case "NOPERM": self = .acl
    case "BUSY": self = .busy
    case "DENIED": self = .refused
    default:
      let isAuth = words.contains("invalid password") || words.contains("no password is set")
      self = isAuth ? .auth : .other
    }
  }
}
