/// What libpq says of a connection that it was refused, taken apart.
enum ConnectionRefusal {
  /// The reason without what we say ourselves, and the SQLSTATE where the server gave one.
  ///
  ///     connection to server at "127.0.0.1", port 5432 failed: FATAL:  28P01: password …
  ///     LOCATION:  auth_failed, auth.c:335
  static func read(_ message: String) -> (reason: String, state: String?) {
    var state: String?
    var reasons: [Substring] = []
    for line in message.split(whereSeparator: \.isNewline) where !line.hasPrefix("LOCATION:") {
      var rest = line
      if rest.hasPrefix("connection to server "), let end = rest.firstRange(of: " failed: ") {
        rest = rest[end.upperBound...]
      }
      // A severity of the server's language, two spaces, five letters.
      if let colon = rest.firstRange(of: ":  "),
        let end = rest[colon.upperBound...].firstRange(of: ": "),
        isState(rest[colon.upperBound..<end.lowerBound])
      {
        state = String(rest[colon.upperBound..<end.lowerBound])
        rest = rest[end.upperBound...]
      }
      // With TLS and then without: twice the same.
      if !reasons.contains(rest) { reasons.append(rest) }
    }
    return (reasons.isEmpty ? "no reason given" : reasons.joined(separator: "\n"), state)
  }

  private static func isState(_ text: Substring) -> Bool {
    text.utf8.count == 5
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
  }
}
