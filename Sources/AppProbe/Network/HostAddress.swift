import Glibc
import Shared

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
    guard !text.utf8.contains(0), let bytes = IPAddress(text)?.bytes else { return nil }
    self.bytes = bytes
    version = bytes.count == 4 ? .ip4 : .ip6
    let name = text.firstIndex(of: "%").map { String(text[text.index(after: $0)...]) }
    let number = name.map { unsafe if_nametoindex($0) } ?? 0
    scope = number > 0 ? number : name.flatMap { UInt32($0) } ?? 0
    guard name == nil || version == .ip6 && scope > 0 else { return nil }
    self.text = version == .ip4 ? Self.text(of: bytes) : text
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

  /// What blackbox_exporter serves.
  var hash: UInt32 {
    var hash = FNV1a<UInt32>()
    hash.add(bytes.span)
    return hash.value
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
