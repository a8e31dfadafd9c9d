/// Why a server cannot be used, as one of a few words that can be a label.
enum DownReason: String, CaseIterable, Sendable {
  case refused, timeout, authentication
  case tooManyClients = "too_many_clients"
  case startingUp = "starting_up"
  case resolve, tls, other

  /// Whether it is the whole server's, and no database's alone.
  var concernsServer: Bool {
    switch self {
    case .refused, .startingUp, .resolve, .tls: true
    case .timeout, .authentication, .tooManyClients, .other: false
    }
  }

  /// The server's own code says it best; libpq's words are always English.
  init(_ error: PgError) {
    if let state = error.state, let reason = Self(state: state) {
      self = reason
    } else {
      self = error.reason ?? Self(text: error.description)
    }
  }

  private init?(state: String) {
    switch state {
    case "53300", "53400": self = .tooManyClients
    // Starting up, shutting down, in recovery.
    case "57P03", "57P01", "57P02": self = .startingUp
    case "57014": self = .timeout
    default:
      guard state.hasPrefix("28") else { return nil }
      self = .authentication
    }
  }

  private static let words: [(reason: DownReason, words: [String])] = [
    (
      .tooManyClients,
      ["too many clients", "connection slots are reserved", "too many connections"]
    ),
    (
      .startingUp,
      ["is starting up", "is shutting down", "in recovery mode", "not yet accepting connections"]
    ),
    (
      .authentication,
      [
        "password authentication failed", "no password supplied", "no pg_hba.conf entry",
        "authentication", "role \"", "permission denied for database",
      ]
    ),
    (.resolve, ["could not translate host name", "could not resolve", "resolve"]),
    (.tls, ["ssl", "certificate", "tls"]),
    (.timeout, ["deadline", "timeout", "timed out", "no answer in time"]),
    (
      .refused,
      ["connection refused", "no such file or directory", "no route to host", "unreachable"]
    ),
  ]

  /// - Parameter text: What libpq says, without the names of hosts and users.
  init(text: String) {
    let text = text.lowercased()
    self = Self.words.first { $0.words.contains { text.contains($0) } }?.reason ?? .other
  }
}
