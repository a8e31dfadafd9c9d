import Glibc
import Shared
import TLS

/// Bytes through a socket, plain or through TLS, as far as that goes without waiting.
struct ProbeTransport: ~Copyable {
  /// Bytes taken at a time.
  private static let chunk = 16 << 10

  /// Who is at the other end, for errors.
  let name: String
  let socket: FileDescriptor
  private(set) var tls: TLSTransport?

  init(_ socket: consuming FileDescriptor, _ name: String) {
    self.socket = socket
    self.name = name
  }

  /// Has what is read and written from now on go through TLS, whose handshake is done.
  mutating func upgrade(to tls: TLSTransport) { self.tls = tls }

  /// Reads what is there, to the end of `buffer`.
  func read(into buffer: inout [UInt8]) throws(ProbeFailure) -> TransportResult {
    var code: CInt = 0
    let result = unsafe withUnsafeTemporaryAllocation(byteCount: Self.chunk, alignment: 1) {
      memory -> TransportResult in
      let result: TransportResult
      if let tls {
        result = unsafe tls.read(into: memory)
      } else {
        let count = unsafe recv(socket.rawValue, memory.baseAddress, memory.count, 0)
        code = count < 0 ? errno : 0
        result = Self.result(count, code, .wantRead)
      }
      if case .done(let count) = result { unsafe buffer += memory[..<count] }
      return result
    }
    if result == .closed { try checkFailure(code, "read from") }
    return result
  }

  func write(_ bytes: Span<UInt8>) throws(ProbeFailure) -> TransportResult {
    let result: TransportResult
    var code: CInt = 0
    if let tls {
      result = tls.write(bytes, [UInt8]().span)
    } else {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe send(socket.rawValue, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      code = count < 0 ? errno : 0
      result = Self.result(count, code, .wantWrite)
    }
    if result == .closed { try checkFailure(code, "write to") }
    return result
  }

  private static func result(
    _ count: Int, _ code: CInt, _ wanted: TransportResult
  ) -> TransportResult {
    if count > 0 { return .done(count) }
    return code == EAGAIN || code == EINTR ? wanted : .closed
  }

  /// Throws what ended the connection, unless the other side did in peace.
  private func checkFailure(_ code: CInt, _ what: String) throws(ProbeFailure) {
    if let tls, let error = tls.failure { throw ProbeFailure(error, of: tls) }
    if code != 0 { throw ProbeFailure(SystemError(what, name, code: code)) }
  }
}

extension ProbeFailure {
  /// Why a connection through TLS has failed: for the server's certificate, for what the kernel says,
  /// or for TLS itself.
  init(_ error: TLSError, of transport: TLSTransport) {
    let reason: FailureReason =
      if case .refused(let refusal, _) = transport.certificates.verification {
        FailureReason(refusal)
      } else if let code = transport.failureCode {
        FailureReason(systemCode: code)
      } else {
        transport.failure == nil ? .reset : .tls
      }
    self.init(reason, OneLine.cut(error.description))
  }
}
