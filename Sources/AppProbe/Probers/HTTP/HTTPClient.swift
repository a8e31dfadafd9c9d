import CCurl
import Shared

/// Makes requests over HTTP with libcurl, any number at a time, on one loop.
///
/// Every request has a connection of its own, so that all of a probe is measured.
final class HTTPClient {
  private let driver: CurlDriver
  /// Handles that no request has at the moment.
  private var handles: [CurlHandle] = []
  /// A handle costs some kilobytes to keep, and some microseconds to make.
  private static let handleLimit = 4

  init(_ loop: EventLoop) {
    driver = CurlDriver(loop)
  }

  /// Makes a request and follows its redirects, by the probe's deadline.
  func perform(_ exchange: HTTPExchange, for probe: Probe) async -> HTTPAnswer {
    let route = HTTPRoute(exchange, for: probe)
    await perform(route)
    return route.answer
  }

  /// Makes a request and follows its redirects; what comes of it is in the route's answer.
  func perform(_ route: HTTPRoute) async {
    guard let handle = handles.popLast() ?? CurlHandle() else {
      return route.fail(ProbeFailure(.local, "libcurl has no memory"))
    }
    await route.follow(handle, driver)
    if handles.count < Self.handleLimit { handles.append(handle) }
  }
}

extension EventLoop {
  /// The loop's own client.
  var http: HTTPClient { belonging { HTTPClient($0) } }
}
