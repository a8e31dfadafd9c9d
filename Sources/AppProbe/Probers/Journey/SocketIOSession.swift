import Shared

/// A session of socket.io over HTTP's polling, as a browser has it without WebSockets.
final class SocketIOSession {
  /// Makes a request and returns the body of its answer.
  typealias Ask = (
    _ method: String, _ url: String, _ body: [UInt8]
  ) async throws(ProbeFailure) -> [UInt8]

  private let base: String
  private let ask: Ask
  private var session: String?
  private(set) var isOpen = false
  /// What came before anybody asked for it.
  private var packets: [SocketIOPacket] = []

  /// - Parameter site: A URL, or a path of the target.
  init(site: String, _ ask: @escaping Ask) {
    base = (site.hasSuffix("/") ? site : site + "/") + "socket.io/?EIO=4&transport=polling"
    self.ask = ask
  }

  /// Begins the session and joins the namespace in which events come.
  func open() async throws(ProbeFailure) {
    let body = try await ask("GET", base, [])
    for case .open(let session) in SocketIOPacket.all(in: body) where Self.isPlain(session) {
      self.session = session
    }
    guard session != nil else {
      throw ProbeFailure(
        .protocol, "the answer does not begin a session of socket.io (Engine.IO 4)")
    }
    try await send("40")
    while !isOpen {
      for packet in try await poll() {
        switch packet {
        case .connected: isOpen = true
        case .refused: throw ProbeFailure(.protocol, "socket.io refused the connection")
        default: packets.append(packet)
        }
      }
    }
  }

  /// Waits for the next packets and returns the texts of those events that have the name.
  func events(_ wanted: String) async throws(ProbeFailure) -> [String] {
    let packets = packets.isEmpty ? try await poll() : packets
    self.packets = []
    return packets.compactMap { packet in
      guard case .event(let name, let text) = packet, name.hasExactly(wanted) else { return nil }
      return text
    }
  }

  /// Tells the server that nobody listens any more; whether it hears that does not matter.
  func close() async {
    guard session != nil else { return }
    _ = try? await send("1")
    session = nil
  }

  private func poll() async throws(ProbeFailure) -> [SocketIOPacket] {
    let packets = SocketIOPacket.all(in: try await ask("GET", url, []))
    if packets.contains(.ping) { try await send("3") }
    guard !packets.contains(.closed) else {
      throw ProbeFailure(.reset, "the server ended the session of socket.io")
    }
    return packets
  }

  private func send(_ packet: String) async throws(ProbeFailure) {
    _ = try await ask("POST", url, Array(packet.utf8))
  }

  private var url: String { session.map { "\(base)&sid=\($0)" } ?? base }

  /// A session that a server made up must not change the URL in another way.
  private static func isPlain(_ session: String) -> Bool {
    (1...200).contains(session.utf8.count)
      && session.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || "-_.~".utf8.contains($0)
      }
  }
}
