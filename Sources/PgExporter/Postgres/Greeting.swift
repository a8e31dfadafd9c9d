import CPostgres
import Glibc
import Shared

/// What a server says while we log in, looked at before libpq reads it.
///
/// With SCRAM the server names how often the password is to be hashed, and libpq does so in one
/// call that nothing interrupts: 2³¹ rounds are an hour of a processor. What comes in clear is looked
/// at while it still is in the socket. With TLS it cannot be seen; there, ``LoginDoor`` bounds how
/// many logins of strangers' servers may be in libpq at once.
struct Greeting {
  /// PostgreSQL's default is 4096; the hundred thousand take a tenth of a second.
  static let mostRounds = 100_000

  /// Longer ones libpq refuses.
  private static let longestMessage = 2000

  /// Whether we were asked for a password already: the next message is about that.
  ///
  /// libpq takes what comes between our look and its own too. The message that names the rounds
  /// repeats what we sent last, so that it cannot come before the server has read that; and nothing
  /// else may come in its place, behind which it could.
  private var isChallenged = false

  /// Whether libpq may read now; else a message is not complete yet.
  mutating func allows(_ socket: CInt) throws(PgError) -> Bool {
    var bytes = [UInt8](repeating: 0, count: Self.longestMessage + 100)
    let count = unsafe recv(
      socket, &bytes, bytes.count, CInt(MSG_PEEK | MSG_DONTWAIT))
    // The end, or an error, is libpq's to tell.
    guard count > 0 else { return true }
    return try check(bytes[..<count])
  }

  /// Looks at what the server has said: letter, length, kind, the rest.
  mutating func check(_ said: ArraySlice<UInt8>) throws(PgError) -> Bool {
    var rest = said
    while rest.first == UInt8(ascii: "R") {
      guard rest.count >= 9 else { return false }
      let length = Self.number(rest.dropFirst())
      guard 8...Self.longestMessage ~= length else { return true }
      guard rest.count > length else { return false }
      let message = rest.prefix(length + 1)
      try check(kind: Self.number(message.dropFirst(5)), message.dropFirst(9))
      rest = rest.dropFirst(length + 1)
    }
    return true
  }

  private mutating func check(kind: Int, _ body: ArraySlice<UInt8>) throws(PgError) {
    switch kind {
    // Let in; or the end of SCRAM, behind which only that comes.
    case 0, 12: break
    case 11:
      // r=…,s=…,i=4096
      for field in body.text.split(separator: ",") where field.hasPrefix("i=") {
        let rounds = field.dropFirst(2)
        // As `strtol` reads it.
        let number = Int(rounds.filter { $0 != "+" && !$0.isWhitespace })
        guard let number, number <= Self.mostRounds else {
          throw PgError(
            "the server wants the password hashed \(rounds.prefix(20)) times, more than "
              + "\(Self.mostRounds): set a lower scram_iterations there, and the password again")
        }
      }
    default:
      guard !isChallenged else { throw PgError("the server asks for a password twice") }
      isChallenged = true
    }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
  }
}
