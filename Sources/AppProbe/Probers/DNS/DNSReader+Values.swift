import Glibc

/// What records say, in the words of zone files, which are those of blackbox_exporter.
extension DNSReader {
  /// The value of an SOA record, and the serial number in it.
  mutating func startOfAuthority() throws(MalformedDNSMessage) -> (String, UInt32) {
    let names = "\(try name()) \(try name())"
    let serial = try number32()
    let rest = "\(try number32()) \(try number32()) \(try number32()) \(try number32())"
    return ("\(names) \(serial) \(rest)", serial)
  }

  /// The value of any other.
  ///
  /// - Parameter count: Its bytes.
  mutating func text(
    of type: DNSRecordType, count: Int
  ) throws(MalformedDNSMessage) -> String {
    let end = position + count
    switch type {
    case .a: return HostAddress.text(of: try bytes(4))
    case .aaaa: return HostAddress.text(of: try bytes(16))
    case .cname, .ns, .ptr, .dname: return "\(try name())"
    case .mx: return "\(try number16()) \(try name())"
    case .srv: return "\(try number16()) \(try number16()) \(try number16()) \(try name())"
    case .txt, .spf, .hinfo:
      var texts: [String] = []
      while position < end { texts.append(DNSText.quoted(try characterString())) }
      return texts.joined(separator: " ")
    case .caa:
      let (flags, tag) = (try byte(), try characterString())
      let value = try bytes(end - position)
      return "\(flags) \(String(decoding: tag, as: UTF8.self)) \(DNSText.quoted(value))"
    case .naptr:
      let numbers = "\(try number16()) \(try number16())"
      let texts = [try characterString(), try characterString(), try characterString()]
      let quoted = texts.map { DNSText.quoted($0) }.joined(separator: " ")
      return "\(numbers) \(quoted) \(try name())"
    case .ds, .cds:
      let numbers = "\(try number16()) \(try byte()) \(try byte())"
      return "\(numbers) \(try hexadecimal(until: end).uppercased())"
    case .dnskey, .cdnskey:
      return "\(try number16()) \(try byte()) \(try byte()) \(try base64(until: end))"
    case .rrsig: return try signature(until: end)
    case .sshfp:
      return "\(try byte()) \(try byte()) \(try hexadecimal(until: end).uppercased())"
    case .tlsa:
      return "\(try byte()) \(try byte()) \(try byte()) \(try hexadecimal(until: end))"
    case .svcb, .https: return try serviceBinding(until: end)
    default: return "\\# \(count) \(try hexadecimal(until: end))"
    }
  }

  private mutating func signature(until end: Int) throws(MalformedDNSMessage) -> String {
    let covered = DNSRecordType(rawValue: try number16())
    let numbers = "\(try byte()) \(try byte()) \(try number32())"
    let moments = "\(Self.moment(try number32())) \(Self.moment(try number32()))"
    return "\(covered) \(numbers) \(moments) \(try number16()) \(try name()) "
      + (try base64(until: end))
  }

  private mutating func hexadecimal(until end: Int) throws(MalformedDNSMessage) -> String {
    Self.digits("0123456789abcdef", bits: 4, of: try bytes(end - position))
  }

  mutating func base64(until end: Int) throws(MalformedDNSMessage) -> String {
    let bytes = try bytes(end - position)
    let text = Self.digits(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", bits: 6, of: bytes)
    return text + String(repeating: "=", count: (3 - bytes.count % 3) % 3)
  }

  private static func digits(_ alphabet: String, bits: UInt32, of bytes: [UInt8]) -> String {
    let alphabet = Array(alphabet.utf8)
    var text: [UInt8] = []
    var held: UInt32 = 0
    var count: UInt32 = 0
    for byte in bytes {
      held = held << 8 | UInt32(byte)
      count += 8
      while count >= bits {
        count -= bits
        text.append(alphabet[Int(held >> count) & (alphabet.count - 1)])
      }
      held &= 1 << count - 1
    }
    if count > 0 { text.append(alphabet[Int(held << (bits - count))]) }
    return String(decoding: text, as: UTF8.self)
  }

  /// `20261128093000`, in UTC.
  private static func moment(_ seconds: UInt32) -> String {
    var time = time_t(seconds)
    var fields = unsafe tm()
    guard unsafe gmtime_r(&time, &fields) != nil else { return "\(seconds)" }
    func digits(_ number: CInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return unsafe "\(fields.tm_year + 1900)"
      + [
        unsafe fields.tm_mon + 1, unsafe fields.tm_mday, unsafe fields.tm_hour,
        unsafe fields.tm_min, unsafe fields.tm_sec,
      ].map(digits).joined()
  }
}
