/// Why a probe failed, as the bounded label of `probe_failure_info`.
enum FailureReason: String, CaseIterable, Sendable {
  /// Nobody listens there.
  case refused
  /// The network has no way to it.
  case unreachable
  /// The other side ended the connection before it had answered.
  case reset
  case timeout
  /// The name has no address, or its name servers do not answer.
  case dns
  /// The rules do not let it be probed.
  case forbidden
  case tlsExpired = "tls_expired"
  case tlsUntrusted = "tls_untrusted"
  case tlsName = "tls_name"
  /// TLS failed for another reason, such as its version.
  case tls
  /// TLS where there should be none, or none where it should be.
  case ssl
  case status
  /// The version of HTTP.
  case version
  case redirects
  case header
  case body
  /// The answer is larger than is allowed.
  case size
  /// What came is not of the protocol.
  case `protocol`
  /// A conversation over TCP did not go as expected.
  case expect
  case rcode
  /// A name server's records are not as they should be.
  case records
  /// The service says itself that it is not serving.
  case serving
  /// A vote was not counted.
  case count
  /// A file of the configuration cannot be read, or a target not be understood.
  case configuration
  /// This program has no right to send such a probe.
  case permission
  /// This machine could not: out of descriptors, of ports, of memory.
  case local
}

/// Why a probe failed, for people too.
struct ProbeFailure: Error, Equatable, CustomStringConvertible {
  let reason: FailureReason
  /// One line, which never holds a secret.
  let description: String

  init(_ reason: FailureReason, _ description: String) {
    self.reason = reason
    self.description = description
  }
}
