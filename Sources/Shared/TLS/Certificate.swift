internal import COpenSSL
internal import Glibc

/// What a certificate says, in the words that blackbox_exporter serves. The corresponding C type is
/// `X509`.
package struct Certificate: Sendable, Equatable {
  /// Seconds since 1970.
  package let notAfter: Double
  /// The SHA-256 digest of the whole certificate, in small hexadecimal digits.
  package let fingerprint: String
  /// As Go writes distinguished names: `CN=example.com,O=Example`.
  package let subject: String
  package let issuer: String
  /// The DNS names, comma-separated.
  package let alternativeNames: String
  /// In small hexadecimal digits, two for each byte.
  package let serialNumber: String

  /// - Parameter certificate: An `X509`.
  init(_ certificate: OpaquePointer) {
    unsafe notAfter = Self.seconds(X509_get0_notAfter(certificate)) ?? 0
    unsafe fingerprint = Self.fingerprint(of: certificate)
    unsafe subject = DistinguishedName(X509_get_subject_name(certificate)).description
    unsafe issuer = DistinguishedName(X509_get_issuer_name(certificate)).description
    unsafe alternativeNames = Self.alternativeNames(of: certificate).joined(separator: ",")
    unsafe serialNumber = Self.serialNumber(of: certificate)
  }

  /// - Parameter time: An `ASN1_TIME`, in UTC.
  static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Double? {
    var fields = unsafe tm()
    guard unsafe ASN1_TIME_to_tm(time, &fields) == 1 else { return nil }
    return unsafe Double(timegm(&fields))
  }

  private static func fingerprint(of certificate: OpaquePointer) -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    guard unsafe X509_digest(certificate, EVP_sha256(), &digest, &count) == 1 else { return "" }
    return hexadecimal(digest.prefix(Int(count)))
  }

  private static func serialNumber(of certificate: OpaquePointer) -> String {
    let bytes = unsafe bytes(of: X509_get0_serialNumber(certificate))
    return hexadecimal(bytes.drop { $0 == 0 })
  }

  private static func alternativeNames(of certificate: OpaquePointer) -> [String] {
    let found = unsafe X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil)
    guard let names = OpaquePointer(found) else { return [] }
    defer { unsafe GENERAL_NAMES_free(names) }
    return (0..<(unsafe OPENSSL_sk_num(names))).compactMap { index in
      guard let name = unsafe vigie_dns_name(names, index) else { return nil }
      return unsafe String(decoding: bytes(of: name), as: UTF8.self)
    }
  }

  private static func bytes(of string: UnsafePointer<ASN1_STRING>?) -> [UInt8] {
    guard let string = unsafe string, let start = unsafe ASN1_STRING_get0_data(string) else {
      return []
    }
    return unsafe Array(
      UnsafeBufferPointer(start: start, count: Int(max(0, ASN1_STRING_length(string)))))
  }

  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
