import Shared

/// A resource record.
struct DNSRecord: Sendable {
  let name: DNSName
  let type: DNSRecordType
  let recordClass: DNSClass
  /// Seconds.
  let timeToLive: UInt32
  /// What it says, as a zone file has it: `10 mail.example.`
  let value: String
  /// Of an SOA record: the version of the zone.
  let serial: UInt32?

  /// - Parameter message: The whole, to which names in the record may refer.
  init(_ reader: inout DNSReader, of message: [UInt8]) throws(MalformedDNSMessage) {
    name = try reader.name()
    type = DNSRecordType(rawValue: try reader.number16())
    recordClass = DNSClass(rawValue: try reader.number16())
    timeToLive = try reader.number32()
    let count = Int(try reader.number16())
    let start = reader.position
    let data = try reader.bytes(count)
    var value = DNSReader(message, at: start)
    (self.value, serial) = try Self.read(&value, type, data)
    guard value.position == start + count else {
      throw MalformedDNSMessage(description: "a record in it is not as long as it says")
    }
  }

  /// As blackbox_exporter shows it to a rule's pattern: `name.⇥TTL⇥IN⇥A⇥192.0.2.1`.
  var text: String {
    // A type without a name has its class by number too (RFC 3597, 5).
    let className = type.name == nil ? "CLASS\(recordClass.rawValue)" : "\(recordClass)"
    return "\(name)\t\(timeToLive)\t\(className)\t\(type)\t\(value)"
  }

  private static func read(
    _ reader: inout DNSReader, _ type: DNSRecordType, _ data: [UInt8]
  ) throws(MalformedDNSMessage) -> (value: String, serial: UInt32?) {
    switch type {
    case .soa:
      let names = "\(try reader.name()) \(try reader.name())"
      let serial = try reader.number32()
      let rest = [
        try reader.number32(), try reader.number32(), try reader.number32(), try reader.number32(),
      ]
      let numbers = ([serial] + rest).map(String.init).joined(separator: " ")
      return ("\(names) \(numbers)", serial)
    default: return (try text(&reader, type, data), nil)
    }
  }

  private static func text(
    _ reader: inout DNSReader, _ type: DNSRecordType, _ data: [UInt8]
  ) throws(MalformedDNSMessage) -> String {
    switch type {
    case .a: return try address(4, &reader)
    case .aaaa: return try address(16, &reader)
    case .cname, .ns, .ptr, .dname: return "\(try reader.name())"
    case .mx: return "\(try reader.number16()) \(try reader.name())"
    case .srv:
      let numbers = "\(try reader.number16()) \(try reader.number16()) \(try reader.number16())"
      return "\(numbers) \(try reader.name())"
    case .txt, .spf, .hinfo:
      let end = reader.position + data.count
      var texts: [String] = []
      while reader.position < end { texts.append(DNSText.quoted(try reader.characterString())) }
      return texts.joined(separator: " ")
    case .caa:
      let flags = try reader.byte()
      let tag = String(decoding: try reader.characterString(), as: UTF8.self)
      let value = try reader.bytes(max(0, data.count - 2 - tag.utf8.count))
      return "\(flags) \(tag) \(DNSText.quoted(value))"
    case .ds:
      let numbers = "\(try reader.number16()) \(try reader.byte()) \(try reader.byte())"
      return "\(numbers) \(hexadecimal(try reader.bytes(data.count - 4)).uppercased())"
    case .sshfp:
      let numbers = "\(try reader.byte()) \(try reader.byte())"
      return "\(numbers) \(hexadecimal(try reader.bytes(data.count - 2)).uppercased())"
    case .tlsa:
      let numbers = "\(try reader.byte()) \(try reader.byte()) \(try reader.byte())"
      return "\(numbers) \(hexadecimal(try reader.bytes(data.count - 3)))"
    default: return "\\# \(data.count) \(hexadecimal(try reader.bytes(data.count)))"
    }
  }

  private static func address(
    _ count: Int, _ reader: inout DNSReader
  ) throws(MalformedDNSMessage) -> String {
    HostAddress.text(of: try reader.bytes(count))
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
