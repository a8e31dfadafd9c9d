import Glibc
import Shared

extension FailureReason {
  /// What a failed call of a socket says of the other side, or of this machine.
  init(systemCode code: CInt) {
    self =
      switch code {
      // Of a Unix socket ENOENT says that nobody listens, too.
      case ECONNREFUSED, ENOENT, ENOTDIR, ENOTSOCK: .refused
      case EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN, ENONET: .unreachable
      case ECONNRESET, EPIPE, ECONNABORTED: .reset
      case ETIMEDOUT: .timeout
      case EACCES, EPERM: .permission
      case EMSGSIZE: .size
      default: .local
      }
  }
}

extension ProbeFailure {
  init(_ error: SystemError) {
    self.init(FailureReason(systemCode: error.code), OneLine.cut(error.description))
  }

  /// - Parameter what: Such as `connect 192.0.2.1:80`.
  static func late(_ what: String) -> ProbeFailure {
    ProbeFailure(.timeout, OneLine.cut("\(what): no answer in time"))
  }
}
