import Shared
import TLS

/// A stream of bytes to a target and back, every wait of which ends with the probe.
final class ProbeConnection {
  /// Bytes received at most, which bounds what a target that never stops can cost.
  static let limit = 1 << 20

  private let loop: EventLoop
  private let deadline: Deadline
  private var transport: ProbeTransport
  private var buffer: [UInt8] = []
  /// Bytes at the beginning of the buffer that were used up.
  private var used = 0
  private var total = 0
  private(set) var hasEnded = false

  private init(_ transport: consuming ProbeTransport, _ probe: Probe) {
    self.transport = transport
    loop = probe.loop
    deadline = probe.deadline
  }

  static func open(
    to address: HostAddress, port: UInt16, from source: String? = nil, for probe: Probe
  ) async throws(ProbeFailure) -> ProbeConnection {
    let socket = try await ProbeSocket.connect(
      .stream, to: address, port: port, from: source, by: probe.deadline, on: probe.loop)
    let name = Endpoint(host: address.text, port: port).bracketed
    return ProbeConnection(ProbeTransport(socket, name), probe)
  }

  static func open(
    toPath path: String, for probe: Probe
  ) async throws(ProbeFailure) -> ProbeConnection {
    let socket = try await ProbeSocket.connect(
      toPath: path, by: probe.deadline, on: probe.loop)
    return ProbeConnection(ProbeTransport(socket, path), probe)
  }

  /// Who is at the other end, for errors.
  var name: String { transport.name }

  /// What was received and not used yet.
  var received: ArraySlice<UInt8> { buffer[used...] }

  /// Uses up bytes at the beginning of what was received.
  func drop(_ count: Int) { used = min(buffer.count, used + count) }
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
    guard transport.tls == nil else {
      throw ProbeFailure(.configuration, "TLS with \(name) has begun already")
    }
    if !received.isEmpty {
      probe.log.note(
        .warning, "Ignoring what came before TLS began", [("bytes", String(received.count))])
      drop(received.count)
    }
    let context = try loop.tlsContexts.context(for: settings)
    let tls: TLSTransport
    do throws(TLSError) {
      tls = try TLSTransport(socket: transport.socket.rawValue, context: context, host: host)
    } catch {
      throw ProbeFailure(.configuration, OneLine.cut(error.description))
    }
    defer { TLSReport(tls.certificates).write(into: &probe.report) }
    while true {
      if deadline.hasPassed { throw .late("TLS with \(name)") }
      switch tls.handshake() {
      case .done: return transport.upgrade(to: tls)
      case .wantRead: _ = try await isReady(.read, by: deadline)
      case .wantWrite: _ = try await isReady(.write, by: deadline)
      case .failed(let error): throw ProbeFailure(error, of: tls)
      }
    }
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
      buffer.removeFirst(used)
      used = 0
      let result = try transport.read(into: &buffer)
      switch result {
      case .done(let count):
        total += count
        guard total <= Self.limit else {
          throw ProbeFailure(.size, "read from \(name): more than \(Self.limit) bytes came")
        }
        // Who never stops sending must not keep the loop to himself.
        await Task.yield()
        return true
      case .closed: hasEnded = true
      case .wantRead, .wantWrite:
        let isReady = try await isReady(
          result == .wantRead ? .read : .write, by: min(moment, deadline))
        if !isReady, !deadline.hasPassed { return nil }
      }
    }
  }

  /// Sends all of it.
  func send(_ bytes: [UInt8]) async throws(ProbeFailure) {
    var sent = 0
    while sent < bytes.count {
      if deadline.hasPassed { throw .late("write to \(name)") }
      let result = try transport.write(bytes.span.extracting(droppingFirst: sent))
      switch result {
      case .done(let count): sent += count
      case .closed:
        throw ProbeFailure(.reset, "write to \(name): the other side has ended the connection")
      case .wantRead, .wantWrite:
        _ = try await isReady(result == .wantRead ? .read : .write, by: deadline)
      }
    }
  }

  private func isReady(
    _ interest: Epoll.Interest, by moment: Deadline
  ) async throws(ProbeFailure) -> Bool {
    try await loop.isReady(transport.socket.rawValue, interest, by: moment)
  }
}
