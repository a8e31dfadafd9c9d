internal import COpenSSL

/// Whom a certificate is about, or who made it, as Go's `pkix.Name` writes it, since dashboards and
/// alerts compare the text: RFC 2253 with an order of its own, and only nine kinds by name.
struct DistinguishedName: CustomStringConvertible {
  private struct Attribute {
    /// As in `2.5.4.3`.
    let kind: String
    let value: String
  }

  private var attributes: [Attribute] = []

  /// In the order in which they are written.
  private static let known: [(kind: String, name: String)] = [
    ("2.5.4.5", "SERIALNUMBER"), ("2.5.4.3", "CN"), ("2.5.4.11", "OU"), ("2.5.4.10", "O"),
    ("2.5.4.17", "POSTALCODE"), ("2.5.4.9", "STREET"), ("2.5.4.7", "L"), ("2.5.4.8", "ST"),
    ("2.5.4.6", "C"),
  ]
  /// Of these a name has one, the last.
  private static let single: Set<String> = ["2.5.4.5", "2.5.4.3"]

  /// - Parameter name: An `X509_NAME`.
  init(_ name: OpaquePointer?) {
    guard let name = unsafe name else { return }
    for index in 0..<(unsafe X509_NAME_entry_count(name)) {
      guard let entry = unsafe X509_NAME_get_entry(name, index),
        let kind = unsafe Self.kind(X509_NAME_ENTRY_get_object(entry)),
        let value = unsafe Self.text(X509_NAME_ENTRY_get_data(entry))
      else { continue }
      attributes.append(Attribute(kind: kind, value: value))
    }
  }

  /// For tests.
  init(_ attributes: [(kind: String, value: String)]) {
    self.attributes = attributes.map { Attribute(kind: $0.kind, value: $0.value) }
  }

  var description: String {
    var parts: [String] = []
    for (kind, name) in Self.known {
      var values = attributes.filter { $0.kind == kind }.map(\.value)
      if Self.single.contains(kind) { values = values.last.map { $0.isEmpty ? [] : [$0] } ?? [] }
      guard !values.isEmpty else { continue }
      parts.append(values.map { "\(name)=\(Self.escaped($0))" }.joined(separator: "+"))
    }
    let others = attributes.filter { attribute in
      !Self.known.contains { $0.kind == attribute.kind }
    }
    parts += others.reversed().map { "\($0.kind)=#\(Self.encoded($0.value))" }
    return parts.joined(separator: ",")
  }

  private static func escaped(_ value: String) -> String {
    let count = value.utf8.count
    var text = ""
    for index in value.unicodeScalars.indices {
      let scalar = value.unicodeScalars[index]
      let offset = value.utf8.distance(from: value.startIndex, to: index)
      let isSpecial =
        switch scalar {
        case ",", "+", "\"", "\\", "<", ">", ";": true
        case " ": offset == 0 || offset == count - 1
        case "#": offset == 0
        default: false
        }
      if isSpecial { text += "\\" }
      text.unicodeScalars.append(scalar)
    }
    return text
  }

  /// The value in DER, in hexadecimal digits: a PrintableString where its characters allow that, or
  /// else a UTF8String.
  private static func encoded(_ value: String) -> String {
    let bytes = Array(value.utf8)
    let isPrintable = bytes.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: " '()+,-./:=?".utf8.contains(byte)
      }
    }
    var length: [UInt8] = []
    if bytes.count < 128 {
      length = [UInt8(bytes.count)]
    } else {
      var rest = bytes.count
      while rest > 0 {
        length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
        rest >>= 8
      }
      length.insert(0x80 | UInt8(length.count), at: 0)
    }
    return Certificate.hexadecimal([isPrintable ? 0x13 : 0x0C] + length + bytes)
  }

  private static func kind(_ object: OpaquePointer?) -> String? {
    var text = [CChar](repeating: 0, count: 128)
    let count = unsafe OBJ_obj2txt(&text, CInt(text.count), object, 1)
    guard count > 0, count < text.count else { return nil }
    return String(decoding: text.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func text(_ string: UnsafeMutablePointer<ASN1_STRING>?) -> String? {
    var bytes: UnsafeMutablePointer<UInt8>?
    let count = unsafe ASN1_STRING_to_UTF8(&bytes, string)
    guard count >= 0, let start = unsafe bytes else { return nil }
    defer { unsafe vigie_openssl_free(start) }
    return unsafe String(
      decoding: UnsafeBufferPointer(start: start, count: Int(count)), as: UTF8.self)
  }
}
