import Shared

/// What all sessions with one server share.
struct SessionContext: Sendable {
  let resolver: Resolver
  /// Takes secrets out of a message.
  let redact: @Sendable (String) -> String
  let canceller: Canceller
  /// Where logins wait their turn that a stranger asked for.
  var door: LoginDoor?
  let statistics = SessionStatistics()
  /// Bytes of one answer; a server that sends more is left.
  var answerLimit = 64 << 20

  init(
    resolver: Resolver, canceller: Canceller = Canceller(),
    redact: @escaping @Sendable (String) -> String = { $0 }
  ) {
    self.resolver = resolver
    self.canceller = canceller
    self.redact = redact
  }
}
