import CCurl
import Shared

/// Makes requests over HTTP with libcurl, any number at a time, on one loop.
///
/// Every request has a connection of its own, so that all of a probe is measured.
final class HTTPClient {
  private let driver: CurlDriver
  private let tokens = OAuth2Tokens()
  /// Handles that no request has at the moment.
  private var handles: [CurlHandle] = []
  /// A handle costs some kilobytes to keep, and some microseconds to make.
  private static let handleLimit = 4

  init(_ loop: EventLoop) { driver = CurlDriver(loop) }

  /// Makes a request and follows its redirects, by the probe's deadline.
  ///
  /// - Parameter heedsRules: Whether the rules for targets apply; the configuration's own servers are
  ///   asked without.
  func perform(
    _ exchange: HTTPExchange, for probe: Probe, heedsRules: Bool = true
  ) async -> HTTPAnswer {
    let authorization: HTTPAuthorization?
    do throws(ProbeFailure) {
      authorization = try await self.authorization(exchange.client, for: probe)
    } catch {
      return HTTPAnswer(failure: error)
    }
    guard let handle = handles.popLast() ?? CurlHandle() else {
      return HTTPAnswer(failure: ProbeFailure(.local, "libcurl has no memory"))
    }
    handle.cookies = exchange.cookies.lines
    var route = HTTPRoute(exchange, probe, handle, driver, authorization, heedsRules: heedsRules)
    await route.follow()
    var answer = route.answer
    answer.cookies.lines = handle.cookies
    handle.reset()
    if handles.count < Self.handleLimit { handles.append(handle) }
    return answer
  }

  private func authorization(
    _ options: HTTPClientOptions, for probe: Probe
  ) async throws(ProbeFailure) -> HTTPAuthorization? {
    if let oauth2 = options.oauth2 {
      return try await tokens.authorization(oauth2, for: probe, self)
    }
    return try HTTPAuthorization(options)
  }
}

extension EventLoop {
  /// The loop's own client.
  var http: HTTPClient { belonging { HTTPClient($0) } }
}
