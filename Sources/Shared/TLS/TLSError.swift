/// Why TLS is not to be had: what it is about, and what is wrong there, on one line.
///
/// It names files and hosts, and never holds anything of what a file contains.
package struct TLSError: Error, Equatable, CustomStringConvertible {
  /// A file, such as `client key /etc/redis/key.pem`, or the other side, such as
  /// `TLS with redis.example`.
  package let subject: String
  /// In OpenSSL's words, unless they would not help who reads them.
  package let reason: String

  package var description: String { "\(subject): \(reason)" }
}
