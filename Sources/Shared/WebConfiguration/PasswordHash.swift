internal import CCrypt
internal import Shared

/// A password as bcrypt hashed it: `$2y$10$` and 53 characters.
struct PasswordHash: Sendable, Equatable {
  private let hash: Secret
  /// Each one more doubles the time that a check takes; 10 is about 0.06 s.
  let cost: Int

  /// A check of 2^16 rounds takes some four seconds, and nobody's scrape waits longer.
  private static let costs = 4...16
  /// Bcrypt reads no more of a password than this.
  private static let longest = 72

  /// libxcrypt would take a text that does not start like this for a hash of another kind, and the
  /// weakest of them at that.
  init(_ text: String) throws(PasswordHashError) {
    let bytes = Array(text.utf8)
    guard bytes.count == 60, ["$2a$", "$2b$", "$2y$"].contains(text.prefix(4)),
      bytes[6] == UInt8(ascii: "$"), let cost = Int(text.dropFirst(4).prefix(2)),
      bytes[7...].allSatisfy(Self.isDigit)
    else { throw .notBcrypt }
    guard Self.costs.contains(cost) else { throw .cost(cost, allowed: Self.costs) }
    hash = Secret(text)
    self.cost = cost
  }

  private init(decoyOf cost: Int) {
    let digits = cost < 10 ? "0\(cost)" : "\(cost)"
    hash = Secret("$2b$\(digits)$" + String(repeating: ".", count: 53))
    self.cost = cost
  }

  /// What takes as long to check and matches no password: for users that there are not.
  static func decoy(cost: Int) -> PasswordHash { PasswordHash(decoyOf: cost) }

  /// The text, to tell a password that was checked against it from others.
  var bytes: [UInt8] { Array(hash.revealed.utf8) }

  /// Whether this is what `password` hashes to. It takes long, and on purpose.
  func matches(_ password: [UInt8]) -> Bool {
    // C would take a NUL for the end. Hashed all the same: the answer must not come sooner.
    let isWhole = !password.contains(0)
    let text = password.prefix { $0 != 0 }.prefix(Self.longest).map(CChar.init(bitPattern:)) + [0]
    var result = [CChar](repeating: 0, count: 64)
    guard unsafe vigie_hash_password(text, hash.revealed, &result, result.count) == 0 else {
      return false
    }
    var difference: UInt8 = 0
    for (index, byte) in bytes.enumerated() {
      difference |= byte ^ UInt8(bitPattern: result[index])
    }
    return difference == 0 && isWhole
  }

  /// Opens the library that does it, so that a missing one is told at the start.
  static func prepare() throws(MissingLibrary) {
    try unsafe MissingLibrary.check(
      vigie_open_libcrypt(), for: "checking a password", in: "libcrypt1")
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "/"):
      true
    default: false
    }
  }
}

/// Why a text is no hash to check passwords by; it does not hold the text.
enum PasswordHashError: Error, Equatable, CustomStringConvertible {
  case notBcrypt
  case cost(Int, allowed: ClosedRange<Int>)

  var description: String {
    switch self {
    case .notBcrypt:
      "it is not a bcrypt hash such as $2y$10$ and 53 characters; "
        + #"make one with: htpasswd -nBC 10 "" | tr -d ':\n'"#
    case .cost(let cost, let allowed):
      "a cost of \(cost) is not between \(allowed.lowerBound) and \(allowed.upperBound); 10 is good"
    }
  }
}
