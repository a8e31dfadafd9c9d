/// A packet of socket.io (revision 5 of its protocol) in one of Engine.IO (revision 4), as text.
enum SocketIOPacket: Equatable, Sendable {
  /// A session begins.
  case open(session: String)
  case ping
  /// The namespace is joined.
  case connected
  /// The namespace must not be joined, with what is said about that.
  case refused(String)
  /// - Parameter text: What came with it: as it is where that is one text, otherwise JSON.
  case event(name: String, text: String)
  case closed
  /// What nobody here waits for.
  case other

  /// The packets of a polled answer.
  static func all(in body: [UInt8]) -> [SocketIOPacket] {
    body.split(separator: 0x1E).map { SocketIOPacket($0) }
  }

  init(_ bytes: ArraySlice<UInt8>) {
    let rest = bytes.dropFirst()
    switch bytes.first.map(Character.init(ascii:)) {
    case "0": self = Self.session(in: rest).map { .open(session: $0) } ?? .other
    case "1": self = .closed
    case "2": self = .ping
    case "4": self = Self.message(rest)
    default: self = .other
    }
  }

  private static func message(_ bytes: ArraySlice<UInt8>) -> SocketIOPacket {
    let rest = bytes.dropFirst()
    switch bytes.first.map(Character.init(ascii:)) {
    case "0": return .connected
    case "1": return .closed
    case "2": return event(in: rest) ?? .other
    case "4": return .refused(String(decoding: rest, as: UTF8.self))
    default: return .other
    }
  }

  /// An array of the event's name and what comes with it, after a number when an answer is wanted.
  private static func event(in bytes: ArraySlice<UInt8>) -> SocketIOPacket? {
    var json = JSONCursor(bytes.drop { (0x30...0x39).contains($0) })
    guard json.take("["), let name = json.string() else { return nil }
    guard json.take(",") else { return .event(name: name, text: "") }
    var arguments = json
    if let text = arguments.string(), arguments.take("]"), arguments.isAtEnd {
      return .event(name: name, text: text)
    }
    return .event(name: name, text: String(decoding: json.rest.dropLast(), as: UTF8.self))
  }

  private static func session(in bytes: ArraySlice<UInt8>) -> String? {
    let key = Array("\"sid\"".utf8)
    var rest = bytes
    while rest.count > key.count {
      if rest.starts(with: key) {
        var json = JSONCursor(rest.dropFirst(key.count))
        if json.take(":"), let session = json.string(), !session.isEmpty { return session }
      }
      rest = rest.dropFirst()
    }
    return nil
  }
}

extension Character {
  fileprivate init(ascii byte: UInt8) { self.init(Unicode.Scalar(byte)) }
}
