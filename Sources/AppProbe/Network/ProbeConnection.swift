import Glibc
import Shared
import TLS

/// A stream of bytes to a target and back, plain or through TLS, every wait of which ends with the
/// probe.
final class ProbeConnection {
  /// Bytes received at most, which bounds what a target that never stops can cost.
  static let limit = 1 << 20
  /// Bytes taken at a time.
  private static let chunk = 16 << 10

  /// Who is at the other end, for errors.
  let name: String
  private let loop: EventLoop
  private let deadline: Deadline
  private let socket: FileDescriptor
  private var tls: TLSTransport?
  private var buffer: [UInt8] = []
  /// Bytes at the beginning of the buffer that were used up.
  private var used = 0
  private var total = 0
  private(set) var hasEnded = false

  private init(_ socket: consuming FileDescriptor, _ name: String, _ probe: Probe) {
    self.socket = socket
    self.name = name
    loop = probe.loop
    deadline = probe.deadline
  }

  static func open(
    to address: HostAddress, port: UInt16, from source: String? = nil, for probe: Probe
  ) async throws(ProbeFailure) -> ProbeConnection {
    let socket = try await ProbeSocket.connect(
      .stream, to: address, port: port, from: source, by: probe.deadline, on: probe.loop)
    return ProbeConnection(socket, Endpoint(host: address.text, port: port).bracketed, probe)
  }

  static func open(
    toPath path: String, for probe: Probe
  ) async throws(ProbeFailure) -> ProbeConnection {
    let socket = try await ProbeSocket.connect(
      toPath: path, by: probe.deadline, on: probe.loop)
    return ProbeConnection(socket, path, probe)
  }
}

// MARK: - TLS

extension ProbeConnection {
  /// Goes on through TLS, and reports what the server shows, also when that is refused.
  ///
  /// What was received before is thrown away: it was not protected, and must not pass for what comes
  /// through TLS.
  ///
  /// - Parameter host: Whom the server's certificate must be for, unless the settings say another.
  func startTLS(
    _ settings: TLSSettings, host: String, for probe: Probe
  ) async throws(ProbeFailure) {
    if !received.isEmpty {
      probe.log.note(
        .warning, "Ignoring what came before TLS began", [("bytes", String(received.count))])
      drop(received.count)
    }
    let context = try loop.tlsContexts.context(for: settings)
    let transport: TLSTransport
    do throws(TLSError) {
      transport = try TLSTransport(socket: socket.rawValue, context: context, host: host)
    } catch {
      throw ProbeFailure(.configuration, OneLine.cut(error.description))
    }
    defer { TLSReport(transport.certificates).write(into: &probe.report) }
    while true {
      if deadline.hasPassed { throw .late("TLS with \(name)") }
      switch transport.handshake() {
      case .done:
        tls = transport
        return
      case .wantRead: _ = try await loop.isReady(socket.rawValue, .read, by: deadline)
      case .wantWrite: _ = try await loop.isReady(socket.rawValue, .write, by: deadline)
      case .failed(let error): throw Self.failure(error, transport)
      }
    }
  }

  private static func failure(_ error: TLSError, _ transport: TLSTransport) -> ProbeFailure {
    let reason: FailureReason =
      if case .refused(let refusal, _) = transport.certificates.verification {
        FailureReason(refusal)
      } else if let code = transport.failureCode {
        FailureReason(systemCode: code)
      } else {
        transport.failure == nil ? .reset : .tls
      }
    return ProbeFailure(reason, OneLine.cut(error.description))
  }
}

// MARK: - Bytes

extension ProbeConnection {
  /// Receives something: false once the other side has ended the connection.
  func receive() async throws(ProbeFailure) -> Bool {
    while true {
      if let hasMore = try await receive(until: deadline) { return hasMore }
    }
  }

  /// The same, but `nil` when nothing has come by a moment before the deadline.
  func receive(until moment: Deadline) async throws(ProbeFailure) -> Bool? {
    while true {
      if deadline.hasPassed { throw .late("read from \(name)") }
      if hasEnded { return false }
      let result = try receiveNow()
      switch result {
      case .done:
        // Who never stops sending must not keep the loop to himself.
        await Task.yield()
        return true
      case .closed: hasEnded = true
      case .wantRead, .wantWrite:
        let isReady = try await loop.isReady(
          socket.rawValue, result == .wantRead ? .read : .write, by: min(moment, deadline))
        if !isReady, !deadline.hasPassed { return nil }
      }
    }
  }

  /// What was received and not used yet.
  var received: ArraySlice<UInt8> { buffer[used...] }

  /// Uses up bytes at the beginning of what was received.
  func drop(_ count: Int) { used = min(buffer.count, used + count) }

  /// Sends all of it.
  func send(_ bytes: [UInt8]) async throws(ProbeFailure) {
    var sent = 0
    while sent < bytes.count {
      if deadline.hasPassed { throw .late("write to \(name)") }
      let result = try sendNow(bytes.span.extracting(droppingFirst: sent))
      switch result {
      case .done(let count): sent += count
      case .closed:
        throw ProbeFailure(.reset, "write to \(name): the other side has ended the connection")
      case .wantRead, .wantWrite:
        _ = try await loop.isReady(
          socket.rawValue, result == .wantRead ? .read : .write, by: deadline)
      }
    }
  }

  private func receiveNow() throws(ProbeFailure) -> TransportResult {
    var code: CInt = 0
    let result = unsafe withUnsafeTemporaryAllocation(byteCount: Self.chunk, alignment: 1) {
      buffer -> TransportResult in
      let result: TransportResult
      if let tls {
        result = unsafe tls.read(into: buffer)
      } else {
        let count = unsafe recv(socket.rawValue, buffer.baseAddress, buffer.count, 0)
        code = count < 0 ? errno : 0
        result = Self.result(count, code, .wantRead)
      }
      if case .done(let count) = result { unsafe append(buffer[..<count]) }
      return result
    }
    if case .done(let count) = result {
      total += count
      guard total <= Self.limit else {
        throw ProbeFailure(.size, "read from \(name): more than \(Self.limit) bytes came")
      }
    }
    if result == .closed { try checkFailure(code, "read from") }
    return result
  }

  private func append(_ bytes: Slice<UnsafeMutableRawBufferPointer>) {
    buffer.removeFirst(used)
    used = 0
    unsafe buffer += bytes
  }

  private func sendNow(_ bytes: Span<UInt8>) throws(ProbeFailure) -> TransportResult {
    let result: TransportResult
    var code: CInt = 0
    if let tls {
      result = tls.write(bytes, [UInt8]().span)
    } else {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.send(socket.rawValue, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
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
    if let tls, let error = tls.failure { throw Self.failure(error, tls) }
    if code != 0 { throw ProbeFailure(SystemError(what, name, code: code)) }
  }
}
