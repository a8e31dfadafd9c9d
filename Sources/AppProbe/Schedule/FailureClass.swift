/// What kind of failure a reason is: few enough that all of a target's counters are there from the
/// beginning. A counter that appears with its first failure has not increased by it.
enum FailureClass: Int, CaseIterable, Sendable {
  case timeout, network, dns, tls, answer
  /// This side's: what the target is like is not known.
  case local

  init(_ reason: FailureReason) {
    switch reason {
    case .timeout: self = .timeout
    case .refused, .unreachable, .reset: self = .network
    case .dns: self = .dns
    case .tlsExpired, .tlsUntrusted, .tlsName, .tls, .ssl: self = .tls
    case .status, .version, .redirects, .header, .body, .size, .protocol, .expect, .rcode,
      .records, .serving, .count:
      self = .answer
    case .forbidden, .configuration, .permission, .local: self = .local
    }
  }
}
