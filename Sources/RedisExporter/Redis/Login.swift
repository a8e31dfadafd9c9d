import Shared

/// Opens sessions: connects, logs in and learns what the server is.
struct Login: Sendable {
  var dialer: Dialer
  /// The name that `CLIENT LIST` shows; none is set when it is `nil`.
  var clientName: String?
  var pings = false
  var figures: ServerFigures

  var address: RedisAddress { dialer.address }

  /// The same for another server; what is done to that one is counted apart.
  func redirected(to address: RedisAddress) -> Login {
    var login = self
    login.dialer.address = address
    login.figures = ServerFigures()
    return login
  }

  /// - Returns: A session in the address's database, and what the server says of itself.
  func open(by deadline: Deadline) throws(RedisError) -> (Session, ServerInfo) {
    let start = ContinuousClock.now
    do throws(RedisError) {
      let link = try dialer.dial(by: deadline)
      let session = try Session(link, place: address.label, figures)
      figures.note { $0.connectTime = start.duration(to: .now) }
      let info = try logIn(session, by: deadline)
      figures.note { counts in
        counts.connects += 1
        counts.isConnected = true
      }
      return (session, info)
    } catch {
      figures.note { $0.failures[error.reason, default: 0] += 1 }
      throw error
    }
  }

  private enum Step { case auth, select, name, ping, info }

  private func logIn(
    _ session: Session, by deadline: Deadline
  ) throws(RedisError) -> ServerInfo {
    var steps: [(step: Step, command: Command)] = []
    if let password = address.password {
      let words = ["AUTH"] + (address.user.map { [$0] } ?? []) + [password.revealed]
      steps.append((.auth, Command(words, name: "AUTH")))
    }
    if address.database != 0 { steps.append((.select, Command("SELECT", "\(address.database)"))) }
    if let clientName { steps.append((.name, Command("CLIENT", "SETNAME", clientName))) }
    // The last one but INFO, so that it is the time of one answer where nothing else is asked.
    if pings { steps.append((.ping, Command("PING"))) }
    steps.append((.info, Command("INFO")))
    let start = ContinuousClock.now
    var info = ServerInfo()
    try session.run(steps.map(\.command), by: deadline) { index, reply throws(RedisError) in
      let (step, command) = steps[index]
      if step == .ping { figures.note { $0.pingTime = start.duration(to: .now) } }
      guard let words = reply.errorText else {
        if step == .info { info = ServerInfo(InfoReply(reply.copy)) }
        return
      }
      let error = RedisError(refusing: command.name, words)
      // Without a name, or a ping, everything else still works; but a server that has no place for
      // us, or does not want us, says so to whatever is asked first, and hangs up.
      let isFarewell = error.reason == .tooManyClients || error.reason == .refused
      if step == .name || step == .ping, !isFarewell { return }
      guard step == .auth else { throw error }
      throw RedisError(
        error.reason == .tooManyClients ? .tooManyClients : .auth,
        "log in to \(address.label): \(OneLine.of(words) { redact($0) })")
    }
    return info
  }

  /// Servers quote what they do not understand.
  private func redact(_ words: String) -> String {
    guard let password = address.password?.revealed, password.count > 3 else { return words }
    var rest = words[...]
    var shown = ""
    while let range = rest.firstRange(of: password) {
      shown += rest[..<range.lowerBound] + "<secret>"
      rest = rest[range.upperBound...]
    }
    return shown + rest
  }
}
