internal import COpenSSL
internal import Glibc

/// An entry of OpenSSL's list of what went wrong, of which each thread has its own.
struct OpenSSLFailure {
  private let code: UInt

  /// Takes what went wrong first, which is what the later entries follow from, and forgets those.
  static func take() -> OpenSSLFailure? {
    let code = ERR_get_error()
    ERR_clear_error()
    return code == 0 ? nil : OpenSSLFailure(code: code)
  }

  /// Forgets what an earlier call left, which the next one would take for its own.
  static func forgetAll() { ERR_clear_error() }

  /// Whether it is the given reason of a part of OpenSSL, such as `ERR_LIB_PEM`.
  func `is`(_ reasons: CInt..., of library: CInt) -> Bool {
    ERR_GET_LIB(code) == library && reasons.contains(ERR_GET_REASON(code))
  }

  /// Whether a key and a certificate do not belong together.
  var isMismatch: Bool {
    self.is(X509_R_KEY_VALUES_MISMATCH, X509_R_KEY_TYPE_MISMATCH, of: ERR_LIB_X509)
  }

  /// What OpenSSL calls it, such as `wrong version number`.
  var words: String {
    if ERR_GET_LIB(code) == ERR_LIB_SYS {
      return unsafe String(cString: strerror(ERR_GET_REASON(code)))
    }
    guard let words = unsafe ERR_reason_error_string(code) else { return "OpenSSL error \(code)" }
    return unsafe String(cString: words)
  }
}
