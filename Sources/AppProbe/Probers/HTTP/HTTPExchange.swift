import Shared

/// A request that is to be made, redirects included.
struct HTTPExchange: Sendable {
  var method = "GET"
  var url: String
  /// Sent as they are; a `Host` among them is what the server is asked for.
  var headers: [(name: String, value: Secret)] = []
  var body: [UInt8] = []
  @Apart var client = HTTPClientOptions()
  /// Bytes of a body that is read at most, uncompressed; more is a failure.
  var bodyLimit: Int
  /// What the body is to be compressed with, if anything.
  var compression: String?
  /// Whether the body is kept for who looks at it.
  var keepsBody = true
  /// Whether it is to be HTTP/2 whatever the server says, as gRPC is.
  var needsHTTP2 = false
  /// As an earlier answer left them.
  var cookies = HTTPCookies()
}

/// Cookies as libcurl writes them, a line each.
struct HTTPCookies: Sendable, Equatable {
  var lines: [String] = []
}

/// What came of an exchange: as much of it as there is, when it failed.
struct HTTPAnswer: Sendable {
  var failure: ProbeFailure?
  /// 0 without an answer.
  var status = 0
  /// As in `1.1` or `2`.
  var version: String?
  /// Of the last answer, in the order in which they came.
  var headers: [(name: String, value: String)] = []
  /// What followed the body.
  var trailers: [(name: String, value: String)] = []
  var body: [UInt8] = []
  /// As the header says it.
  var contentLength: Int?
  /// Bytes that came, uncompressed.
  var bodyCount = 0
  /// Of what came, uncompressed: another one when something else came.
  var bodyHash: UInt64?
  var redirects = 0
  /// Where the last answer came from.
  var url = ""
  /// The numeric address that was connected to last.
  var address: String?
  /// That of the URL that was asked for, before any redirect.
  var firstAddress: HostAddress?
  /// How long its name took to be looked up.
  var lookupTime: Duration?
  /// Whether the last answer came over TLS.
  var isTLS = false
  /// Over all redirects; what was not reached has none.
  var phases: [(name: String, span: Duration)] = []
  var tls: TLSReport?
  var cookies = HTTPCookies()
}

extension HTTPAnswer {
  /// The first header of a name, in whichever case.
  func header(_ name: String) -> String? {
    headers.first { $0.name.isEqualIgnoringCase(name) }?.value
  }
}
