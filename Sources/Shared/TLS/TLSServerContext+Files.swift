internal import COpenSSL
internal import Shared

extension TLSServerContext {
  /// Gives the context its certificate and key.
  static func identity(
    _ options: TLSServerOptions, _ context: OpaquePointer
  ) throws(TLSServerError) {
    unsafe try read(options.certificate, .serverCertificate, .certificate) { text in
      unsafe vigie_use_certificates(context, text) == 1
    }
    unsafe try read(options.key, .serverKey, .key) { text in
      unsafe vigie_use_key(context, text) == 1 && SSL_CTX_check_private_key(context) == 1
    }
  }

  /// Has the context trust those whom clients' certificates are to be signed by.
  static func authorities(
    _ options: TLSServerOptions, _ context: OpaquePointer
  ) throws(TLSServerError) {
    if let authorities = options.clientAuthorities {
      unsafe try read(authorities, .clientAuthority, .clientAuthorities) { text in
        unsafe vigie_trust_certificates(context, text) == 1
      }
    } else if options.clients.verifies {
      _ = unsafe SSL_CTX_set_default_verify_paths(context)
      // A missing store is no failure to OpenSSL; what it leaves would be the next call's.
      OpenSSLFailure.forgetAll()
    }
  }

  /// Opens a text, has `use` take what is in it, and says what is wrong with it.
  private static func read(
    _ text: PEMText, _ kind: TLSFile.Kind, _ part: TLSServerOptions.Part,
    _ use: (OpaquePointer) -> Bool
  ) throws(TLSServerError) {
    do throws(TLSError) {
      switch text {
      case .file(let path):
        let file = try TLSFile(kind, path)
        guard let opened = unsafe BIO_new_file(path, "r") else { throw file.error() }
        defer { unsafe BIO_free(opened) }
        guard unsafe use(opened) else { throw file.error(orMismatch: kind) }
      case .text(let secret):
        var bytes = Array(secret.revealed.utf8)
        let isUsed = unsafe bytes.withUnsafeMutableBytes { bytes in
          guard let opened = unsafe BIO_new_mem_buf(bytes.baseAddress, CInt(bytes.count)) else {
            return false
          }
          defer { unsafe BIO_free(opened) }
          return unsafe use(opened)
        }
        guard isUsed else { throw TLSFile.error(inText: kind) }
      }
    } catch {
      throw TLSServerError(part: part, cause: error)
    }
  }
}
