import Shared

/// A way to an engine: one request after the other, over a connection that is kept.
///
/// One thread asks; any other can cancel, at once.
protocol EngineLine: AnyObject, Sendable {
  /// Gets what is at a path, and returns the answer's status.
  ///
  /// - Parameters:
  ///   - path: With the version and the query.
  ///   - receiver: Told what comes, on the thread that asks.
  func get(
    _ path: String, into receiver: Receiver, by deadline: Deadline
  ) throws(EngineError) -> Int

  /// Ends the request that is under way, and all that come after it.
  func cancel()
}

extension EngineAddress {
  /// A line to the engine: a socket for one of this machine; libcurl, with what it brings of
  /// libraries, for another machine's.
  func line() throws(EngineError) -> any EngineLine {
    if let socket { return SocketLine(self, socket) }
    return try CurlLine(self)
  }

  /// What is called, for an error: without the query.
  func error(_ path: String, _ kind: EngineError.Kind, _ reason: String) -> EngineError {
    EngineError("GET \(path.prefix { $0 != "?" })", of: self, kind, reason)
  }
}

/// Takes an answer, piece by piece.
class Receiver {
  /// Set to end the transfer, with this as its error.
  var problem: EngineError?

  func field(_ name: String, _ value: String) {}
  /// The header has come to its end, which is all that comes while nothing happens.
  func begin(status: Int) {}
  func body(_ bytes: Span<UInt8>) {}
}
