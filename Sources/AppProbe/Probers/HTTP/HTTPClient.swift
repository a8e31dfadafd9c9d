import Shared

/// Makes requests over HTTP with libcurl, any number at a time, on one loop.
final class HTTPClient {
  private let loop: EventLoop

  init(_ loop: EventLoop) { self.loop = loop }

  /// Makes a request and follows its redirects, by the probe's deadline.
  func perform(_ exchange: HTTPExchange, for probe: Probe) async -> HTTPAnswer {
    HTTPAnswer(failure: ProbeFailure(.local, "not built yet"))
  }
}

extension EventLoop {
  /// The loop's own client.
  var http: HTTPClient { belonging { HTTPClient($0) } }
}
