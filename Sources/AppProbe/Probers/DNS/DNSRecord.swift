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
    _ = try reader.bytes(count)
    var value = DNSReader(message, at: start)
    if type == .soa {
      (self.value, serial) = try value.startOfAuthority()
    } else {
      (self.value, serial) = (try value.text(of: type, count: count), nil)
    }
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
}
