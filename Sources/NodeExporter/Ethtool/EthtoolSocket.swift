import CLinux
import Glibc
import Shared
import Synchronization

/// Asks drivers through the kernel: `ioctl` with `SIOCETHTOOL`, on a socket that is kept.
final class EthtoolSocket: EthtoolSource {
  private let kept = Mutex<FileDescriptor?>(nil)

  /// What `ETH_GSTRING_LEN` is: the length of a name.
  private static let nameLength = 32
  /// `struct ethtool_link_settings` before the masks.
  private static let linkSize = 48

  func driver(of device: String) throws(SystemError) -> EthtoolDriver {
    var request = [UInt8](repeating: 0, count: MemoryLayout<ethtool_drvinfo>.size)
    try ask(device, ETHTOOL_GDRVINFO, &request)
    // Behind the command are texts of 32 bytes each: driver, version, firmware, bus, ROM.
    func text(_ index: Int) -> String {
      let text = request.span.extracting(4 + index * 32..<4 + (index + 1) * 32)
      return String(copying: text.untilZero)
    }
    return EthtoolDriver(
      name: text(0), version: text(1), firmware: text(2), bus: text(3), expansionROM: text(4))
  }

  func statistics(of device: String) throws(SystemError) -> [EthtoolStatistic] {
    var info = [UInt8](repeating: 0, count: MemoryLayout<ethtool_drvinfo>.size)
    try ask(device, ETHTOOL_GDRVINFO, &info)
    let offset = MemoryLayout<ethtool_drvinfo>.size - 16
    let count = Int(info.span.load(UInt32.self, at: offset) ?? 0)
    guard count > 0, count <= 1 << 20 else { return [] }
    // The kernel writes as many as there are by then, whatever was asked for: room is left for those
    // that come meanwhile, as with more queues.
    let room = 2 * count + 1024
    var names = [UInt8](repeating: 0, count: 12 + room * Self.nameLength)
    names.replace(at: 4, UInt32(ETH_SS_STATS.rawValue))
    names.replace(at: 8, UInt32(count))
    try ask(device, ETHTOOL_GSTRINGS, &names)
    var values = [UInt8](repeating: 0, count: 8 + room * 8)
    values.replace(at: 4, UInt32(count))
    try ask(device, ETHTOOL_GSTATS, &values)
    let named = Int(names.span.load(UInt32.self, at: 8) ?? 0)
    // Those that changed between the two questions are told the next time.
    guard named == Int(values.span.load(UInt32.self, at: 4) ?? 0), named <= room else { return [] }
    var statistics: [EthtoolStatistic] = []
    statistics.reserveCapacity(named)
    for index in 0..<named {
      let start = 12 + index * Self.nameLength
      let name = names.span.extracting(start..<start + Self.nameLength).untilZero
      guard let value = values.span.load(UInt64.self, at: 8 + index * 8) else { continue }
      statistics.append(EthtoolStatistic(name: String(copying: name), value: value))
    }
    return statistics
  }

  func link(of device: String) throws(SystemError) -> EthtoolLink {
    // The first question gets how many words a mask has, below zero.
    var request = [UInt8](repeating: 0, count: Self.linkSize)
    try ask(device, ETHTOOL_GLINKSETTINGS, &request)
    let words = -Int(Int8(bitPattern: request[15]))
    guard words > 0 else { throw SystemError("ask ethtool of", device, code: EOPNOTSUPP) }
    request = [UInt8](repeating: 0, count: Self.linkSize + 3 * words * 4)
    request[15] = UInt8(words)
    try ask(device, ETHTOOL_GLINKSETTINGS, &request)
    func modes(_ mask: Int) -> EthtoolLink.Modes {
      EthtoolLink.Modes(
        words: (0..<words).map {
          request.span.load(UInt32.self, at: Self.linkSize + (mask * words + $0) * 4) ?? 0
        })
    }
    return EthtoolLink(
      isNegotiating: request[11] != 0, supported: modes(0), advertised: modes(1))
  }

  /// Puts a command into the request, whose answer comes in its place.
  private func ask(
    _ device: String, _ command: some BinaryInteger, _ request: inout [UInt8]
  ) throws(SystemError) {
    request.replace(at: 0, UInt32(command))
    let socket = try socket()
    let result = unsafe request.withUnsafeMutableBytes {
      unsafe vigie_ethtool(socket.rawValue, device, $0.baseAddress)
    }
    let code = errno
    keep(socket)
    if result < 0 { throw SystemError("ask ethtool of", device, code: code) }
  }

  private func socket() throws(SystemError) -> FileDescriptor {
    if let socket = kept.withLock({ $0.take() }) { return socket }
    let type = CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
    return FileDescriptor(
      owning: try check(Glibc.socket(AF_INET, type, 0), "socket", "for ethtool"))
  }

  private func keep(_ socket: consuming FileDescriptor) {
    var socket: FileDescriptor? = socket
    kept.withLock { kept in
      if kept == nil { kept = socket.take() }
    }
  }
}

extension Span<UInt8> {
  /// The bytes before the first that is zero.
  fileprivate var untilZero: Span<UInt8> {
    @_lifetime(copy self)
    get {
      var end = 0
      while end < count, self[end] != 0 { end += 1 }
      return extracting(first: end)
    }
  }
}

extension [UInt8] {
  /// Writes a number in the machine's byte order.
  fileprivate mutating func replace(at offset: Int, _ number: UInt32) {
    replaceSubrange(offset..<offset + 4, with: [UInt8].native(number))
  }
}
