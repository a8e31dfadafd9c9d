import CLinux
import Glibc
import Shared

/// An address of a network device, as the kernel tells it over netlink.
struct NetworkAddress: Equatable {
  let device: String
  let address: String
  /// How many bits of the address name the network.
  let prefixLength: UInt8
  /// `global`, `link-local`, or empty.
  let scope: String

  /// All addresses of all devices.
  static func all(asking route: NetlinkConnection) throws -> [NetworkAddress] {
    try route.dump(
      type: UInt16(RTM_GETADDR), body: [UInt8](repeating: 0, count: MemoryLayout<ifaddrmsg>.size),
      into: []
    ) { all, type, payload in
      // struct ifaddrmsg: family, prefix length, flags, scope, device's index.
      guard type == UInt16(RTM_NEWADDR), let family = payload.load(UInt8.self, at: 0),
        let prefixLength = payload.load(UInt8.self, at: 1),
        let index = payload.load(UInt32.self, at: 4), let device = networkDeviceName(index)
      else { return }
      var address: [UInt8] = []
      var attributes = NetlinkAttributes(payload, after: MemoryLayout<ifaddrmsg>.size)
      while let attribute = attributes.next() {
        // On a line from point to point IFA_ADDRESS is the other end.
        switch CInt(attribute.type) {
        case CInt(IFA_LOCAL): address = [UInt8](attribute.value)
        case CInt(IFA_ADDRESS) where address.isEmpty: address = [UInt8](attribute.value)
        default: break
        }
      }
      guard let text = Self.text(address, CInt(family)) else { return }
      all.append(
        NetworkAddress(
          device: device, address: text, prefixLength: prefixLength, scope: Self.scope(address)))
    }
  }

  static func text(_ address: [UInt8], _ family: CInt) -> String? {
    guard family == AF_INET && address.count == 4 || family == AF_INET6 && address.count == 16
    else { return nil }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    return unsafe text.withUnsafeMutableBufferPointer { text in
      unsafe inet_ntop(family, address, text.baseAddress!, socklen_t(text.count)).map {
        unsafe String(cString: $0)
      }
    }
  }

  static func scope(_ address: [UInt8]) -> String {
    let isLocal: Bool
    let isGlobal: Bool
    if address.count == 4 {
      isLocal =
        address[0] == 127 || address[0] == 169 && address[1] == 254
        || address[0] == 224 && address[1] == 0 && address[2] == 0
      isGlobal = address != [0, 0, 0, 0] && address[0] < 224
    } else {
      let loopback = [UInt8](repeating: 0, count: 15) + [1]
      isLocal =
        address == loopback || address[0] == 0xFE && address[1] & 0xC0 == 0x80
        || address[0] == 0xFF && address[1] & 0x0F == 2
      isGlobal = address.contains { $0 != 0 } && address[0] != 0xFF
    }
    return isLocal ? "link-local" : isGlobal ? "global" : ""
  }
}
