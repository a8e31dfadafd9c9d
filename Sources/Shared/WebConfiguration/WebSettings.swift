internal import Shared
internal import TLS

/// What the pages of an exporter are behind, as a file or flags say it.
struct WebSettings: Sendable {
  /// `nil` for plain HTTP.
  var tls: TLSServerOptions?
  var users = Users()
  /// Fields that every answer gets.
  var headers: [(String, String)] = []
  var rateLimit: RateLimit.Rule?
  /// Whether HTTP/2 was asked for, which nobody speaks here.
  var asksForHTTP2 = false
  /// Says where the cause of an error is written: the line of a file, a flag.
  var explain: @Sendable (TLSServerError) -> any Error = { $0 }

  /// The files that it names, to be looked at for changes.
  var files: [String] {
    guard let tls else { return [] }
    return [tls.certificate, tls.key, tls.clientAuthorities].compactMap { $0?.path }
  }
}
