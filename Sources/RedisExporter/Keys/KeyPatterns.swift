import Shared

/// A key of one database, or a pattern of keys as `SCAN` matches them.
struct DatabaseKey: Hashable, Sendable {
  let database: Int
  /// Keys are any bytes.
  let bytes: [UInt8]

  init(database: Int = 0, _ bytes: [UInt8]) {
    self.database = database
    self.bytes = bytes
  }

  init(database: Int = 0, _ text: String) { self.init(database: database, Array(text.utf8)) }

  /// Whether it can match anything but the key of its own name.
  var isPattern: Bool {
    bytes.contains { byte in
      switch byte {
      case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "\\"): true
      default: false
      }
    }
  }
}

/// A list such as `db3=sessions:*,queue`: in database 3 and, without a number, in 0.
///
/// Each part is decoded as in a URL's query, so that `%2C` is a comma, `%3D` an equals sign, and
/// `+` a space.
struct KeyPatterns: Sendable, Equatable {
  let all: [DatabaseKey]

  static let none = KeyPatterns()

  private init() { all = [] }

  /// - Parameter flag: What errors call the list, without dashes.
  init(parsing list: String, flag: String) throws(FlagError) {
    var found: [DatabaseKey] = []
    var seen: Set<DatabaseKey> = []
    for part in list.split(separator: ",") {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(Self.trimmed)
      guard sides.count <= 2 else {
        throw FlagError(
          flag: flag, reason: "\(part): more than one =; write %3D for the one in the key's name")
      }
      guard let key = Self.decoded(sides[sides.count - 1]) else {
        throw FlagError(
          flag: flag, reason: "\(part): a % without two hexadecimal digits; write %25 for a %")
      }
      let number = sides.count == 2 ? Self.number(of: sides[0]) : "0"
      if key.isEmpty || number.isEmpty { continue }
      guard number.utf8.allSatisfy({ (48...57).contains($0) }), let database = Int32(number) else {
        throw FlagError(
          flag: flag,
          reason: "\(part): \(sides[0]) is no database; write its number before the =, as in db3=…")
      }
      let pattern = DatabaseKey(database: Int(database), key)
      if seen.insert(pattern).inserted { found.append(pattern) }
    }
    all = found
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  private static func number(of database: Substring) -> Substring {
    database.hasPrefix("db") ? database.dropFirst(2) : database
  }

  private static func decoded(_ text: Substring) -> [UInt8]? {
    let encoded = Array(text.utf8)
    var bytes: [UInt8] = []
    var index = 0
    while index < encoded.count {
      switch encoded[index] {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        let digits = encoded[(index + 1)...].prefix(2)
        guard digits.count == 2, digits.first != UInt8(ascii: "+"),
          let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
        else { return nil }
        bytes.append(byte)
        index += 2
      default: bytes.append(encoded[index])
      }
      index += 1
    }
    return bytes
  }
}
