import Glibc

/// A numeric address of either version of IP.
struct HostAddress: Sendable, Equatable {
  let version: IPPreference.Version
  /// 4 or 16, as they travel.
  let bytes: [UInt8]
  /// The interface that a link-local address is reached through, or 0.
  let scope: UInt32
  /// As in `192.0.2.1` or `fe80::1%eth0`.
  let text: String

  /// - Parameter text: With or without the scope of an address of version 6. One of version 4 in the
  ///   clothes of version 6 (`::ffff:192.0.2.1`) is what it is.
  init?(_ text: String) {
    guard !text.utf8.contains(0) else { return nil }
    var bytes = [UInt8](repeating: 0, count: 16)
    if unsafe inet_pton(AF_INET, text, &bytes) == 1 {
      self.init(.ip4, Array(bytes[..<4]), text: text)
      return
    }
    let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
    guard unsafe inet_pton(AF_INET6, String(parts[0]), &bytes) == 1 else { return nil }
    var scope: UInt32 = 0
    if parts.count == 2 {
      scope = unsafe if_nametoindex(String(parts[1]))
      if scope == 0 { scope = UInt32(parts[1]) ?? 0 }
      guard scope != 0 else { return nil }
    }
    if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
      let own = Array(bytes[12...])
      self.init(.ip4, own, text: own.map(String.init).joined(separator: "."))
    } else {
      self.init(.ip6, bytes, scope: scope, text: text)
    }
  }

  private init(
    _ version: IPPreference.Version, _ bytes: [UInt8], scope: UInt32 = 0, text: String
  ) {
    self.version = version
    self.bytes = bytes
    self.scope = scope
    self.text = text
  }

  /// An address of 4 or 16 bytes as Go writes it.
  static func text(of bytes: [UInt8]) -> String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    guard unsafe inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "" }
    return String(
      decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  var family: CInt { version == .ip4 ? AF_INET : AF_INET6 }

  /// FNV-1a of 32 bits, which blackbox_exporter serves.
  var hash: UInt32 {
    bytes.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
  }

  /// Calls with the address as the kernel takes it.
  func withSocketAddress<Result>(
    port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    var memory = [UInt8](repeating: 0, count: version == .ip4 ? 16 : 28)
    let family = sa_family_t(family)
    unsafe memory.withUnsafeMutableBytes { memory in
      unsafe memory.storeBytes(of: family, toByteOffset: 0, as: sa_family_t.self)
      unsafe memory.storeBytes(of: port.bigEndian, toByteOffset: 2, as: UInt16.self)
      unsafe memory.baseAddress?.advanced(by: version == .ip4 ? 4 : 8)
        .copyMemory(from: bytes, byteCount: bytes.count)
      if version == .ip6 { unsafe memory.storeBytes(of: scope, toByteOffset: 24, as: UInt32.self) }
    }
    return unsafe memory.withUnsafeBytes { memory in
      unsafe memory.withMemoryRebound(to: sockaddr.self) { address in
        unsafe body(address.baseAddress!, socklen_t(memory.count))
      }
    }
  }
}
