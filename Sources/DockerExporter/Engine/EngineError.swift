import Glibc
import Shared

/// Why the engine did not answer, or not as it should.
struct EngineError: Error, Equatable, CustomStringConvertible {
  enum Kind: Sendable, Equatable {
    /// There is no socket, or nobody listens on it.
    case refused
    /// The socket is somebody else's.
    case notPermitted
    case timeout
    /// No agreement on TLS, or a certificate that is not trusted.
    case tls
    /// The engine, or a proxy before it, said no.
    case status(Int)
    case notJSON
    case tooLong
    /// The connection ended before the answer did.
    case cut
    case cancelled
    case other
  }

  /// Such as `GET /containers/json`.
  let call: String
  let address: String
  let kind: Kind
  let reason: String

  init(_ call: String, of address: EngineAddress, _ kind: Kind, _ reason: String) {
    self.call = call
    self.address = address.description
    self.kind = kind
    self.reason = OneLine.of(reason) { $0 }
  }

  var description: String { "\(call) of \(address): \(reason)" }

  /// Whether the engine answered, if not as it was meant to.
  var isAnswer: Bool {
    switch kind {
    case .status, .notJSON, .tooLong: true
    case .refused, .notPermitted, .timeout, .tls, .cut, .cancelled, .other: false
    }
  }

  var isNotFound: Bool { kind == .status(404) }
}

extension EngineError {
  /// A connection that did not come about.
  static func unconnected(
    _ call: String, of address: EngineAddress, code: CInt, words: String
  ) -> EngineError {
    switch code {
    case EACCES, EPERM:
      EngineError(
        call, of: address, .notPermitted,
        "permission denied; run as root or as a member of the group that owns the socket (docker)")
    case ENOENT:
      EngineError(
        call, of: address, .refused,
        "there is no such socket; is the engine running, and is its socket mounted here?")
    case ECONNREFUSED:
      EngineError(call, of: address, .refused, "nobody listens there; is the engine running?")
    default: EngineError(call, of: address, .refused, words)
    }
  }

  /// An answer with a status that is not 200; engines say why in a member `message`.
  static func refusal(
    _ call: String, of address: EngineAddress, status: Int, body: [UInt8]
  ) -> EngineError {
    let message = (try? JSON(parsing: body))?["message"]?.string ?? ""
    let remedy =
      status == 403 ? "; a proxy before the engine must let this call pass" : ""
    return EngineError(
      call, of: address, .status(status),
      "status \(status)" + (message.isEmpty ? "" : ": \(message)") + remedy)
  }
}
