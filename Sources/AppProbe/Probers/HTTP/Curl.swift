import CCurl
import COpenSSL

/// libcurl as a whole.
enum Curl {
  /// Whether it was made ready, which the first to ask does.
  static let isReady: Bool = {
    // Other threads may be inside OpenSSL when the process ends: it must not tidy up under them. Who
    // comes first decides, and libcurl would have it tidy up.
    OPENSSL_init_ssl(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
    return curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK
  }()

  /// Whether it was built with a feature, such as `CURL_VERSION_BROTLI`.
  static func has(_ feature: CInt) -> Bool { vigie_curl_has(feature) != 0 }

  /// libcurl's words for a result.
  static func words(_ code: CURLcode) -> String {
    unsafe String(cString: curl_easy_strerror(code))
  }
}
