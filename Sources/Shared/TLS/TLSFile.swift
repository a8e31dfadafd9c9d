internal import COpenSSL
internal import Glibc
internal import Shared

/// A file of certificates or of a key, as it was when it was read.
struct TLSFile {
  enum Kind: String {
    case authority = "CA certificate file"
    case certificate = "client certificate file"
    case key = "client key file"
    case serverCertificate = "certificate file"
    case serverKey = "key file"
    case clientAuthority = "file of the clients' CA certificates"

    var content: String { self == .key || self == .serverKey ? "key" : "certificate" }
  }

  let kind: Kind
  let path: String
  private let status: FileStatus

  /// Looks at the file before OpenSSL reads it: what is written meanwhile counts as a change.
  ///
  /// A FIFO or a device, which might have OpenSSL wait for ever, is refused.
  init(_ kind: Kind, _ path: String) throws(TLSError) {
    self.kind = kind
    self.path = path
    do {
      status = try FileStatus(of: path)
    } catch {
      throw TLSError(subject: "\(kind.rawValue) \(path)", reason: error.reason)
    }
    guard status.isRegular else {
      throw error(status.isFolder ? "it is a folder, not a file" : "it is not a regular file")
    }
  }

  var hasChanged: Bool { (try? FileStatus(of: path)) != status }

  func error(_ reason: String) -> TLSError {
    TLSError(subject: "\(kind.rawValue) \(path)", reason: reason)
  }

  /// The error for what OpenSSL has just failed at.
  func error() -> TLSError {
    OpenSSLFailure.take().map(error) ?? error("OpenSSL does not say why")
  }

  func error(_ failure: OpenSSLFailure) -> TLSError { error(kind.reason(for: failure)) }
}

extension TLSFile {
  /// The error for what OpenSSL has just failed at, which for a key may be the certificate.
  func error(orMismatch kind: Kind) -> TLSError {
    guard let failure = OpenSSLFailure.take() else { return error() }
    return failure.isMismatch ? error(Kind.mismatch) : error(failure)
  }

  /// The same for what is not in a file but in the configuration itself.
  static func error(inText kind: Kind) -> TLSError {
    let failure = OpenSSLFailure.take()
    let reason = failure.map { $0.isMismatch ? Kind.mismatch : kind.reason(for: $0) }
    return TLSError(
      subject: "\(kind.content) in the text", reason: reason ?? "OpenSSL does not say why")
  }
}

extension TLSFile.Kind {
  fileprivate static let mismatch = "it is not the key of the certificate"

  fileprivate func reason(for failure: OpenSSLFailure) -> String {
    // A key is tried as one format after the other, and the last one's words would be shown.
    if failure.is(PEM_R_NO_START_LINE, of: ERR_LIB_PEM)
      || failure.is(CInt(ERR_R_UNSUPPORTED), of: ERR_LIB_OSSL_DECODER)
      || failure.is(X509_R_NO_CERTIFICATE_OR_CRL_FOUND, of: ERR_LIB_X509)
    {
      return "there is no \(content) in PEM format in it"
    }
    if failure.is(PEM_R_BAD_PASSWORD_READ, PEM_R_PROBLEMS_GETTING_PASSWORD, of: ERR_LIB_PEM)
      || failure.is(CInt(ERR_R_INTERRUPTED_OR_CANCELLED), of: ERR_LIB_CRYPTO)
    {
      return "it is protected by a passphrase, which a service has nobody to ask for"
    }
    return failure.words
  }
}

extension TLSFile {
  /// The file of the system's own authorities, when there is one.
  static var systemAuthorities: TLSFile? {
    let variable = unsafe X509_get_default_cert_file_env().flatMap { unsafe getenv($0) }
    guard let path = unsafe variable ?? UnsafeMutablePointer(mutating: X509_get_default_cert_file())
    else { return nil }
    return try? TLSFile(.authority, unsafe String(cString: path))
  }
}
