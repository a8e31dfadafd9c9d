import CLinux
import Glibc
import Shared

/// Properties of network devices in one answer of the kernel, but for the few that netlink does
/// not tell, which are files in `/sys/class/net` here, too.
struct NetlinkPropertySource: NetworkPropertySource {
  private let route = NetlinkConnection(NETLINK_ROUTE)
  private let sys: FileTree
  private let filter: NameFilter
  private let withStatistics: Bool

  init(_ host: HostPaths, _ filter: NameFilter, withStatistics: Bool) {
    sys = host.sys
    self.filter = filter
    self.withStatistics = withStatistics
  }

  func devices() throws -> [NetworkProperties] {
    let links = try route.dump(
      type: UInt16(RTM_GETLINK), body: NetworkLinks.request, into: [NetworkLink]()
    ) { links, type, payload in
      guard type == UInt16(RTM_NEWLINK), let link = NetworkLink(payload), filter.wants(link.name)
      else { return }
      links.append(link)
    }
    return links.map(properties)
  }

  private func properties(_ link: NetworkLink) -> NetworkProperties {
    var properties = NetworkProperties(name: link.name)
    properties.address = link.address
    properties.broadcast = link.broadcast
    properties.alias = link.alias
    properties.operstate = link.operstate
    properties.alternativeNames = link.alternativeNames
    properties.duplex = (try? attribute("duplex", of: link).text()) ?? ""
    properties.megabits = number("speed", of: link)
    properties.traffic = withStatistics ? link.traffic : nil
    // Bit 17 of the flags is IFF_DORMANT.
    let numbers: [(file: String, number: Int?)] = [
      ("addr_assign_type", number("addr_assign_type", of: link)),
      ("carrier", link.carrier.map(Int.init)),
      ("carrier_changes", link.carrierChanges.map(Int.init)),
      ("carrier_up_count", link.carrierUpChanges.map(Int.init)),
      ("carrier_down_count", link.carrierDownChanges.map(Int.init)),
      ("dev_id", number("dev_id", of: link)), ("dormant", Int(link.flags >> 17 & 1)),
      ("flags", Int(link.flags)),
      ("ifindex", Int(link.index)), ("iflink", Int(link.link ?? link.index)),
      ("link_mode", link.mode.map(Int.init)), ("mtu", link.mtu.map(Int.init)),
      ("name_assign_type", number("name_assign_type", of: link)),
      ("netdev_group", link.group.map(Int.init)),
      ("tx_queue_len", link.queueLength.map(Int.init)), ("type", Int(link.protocolType)),
    ]
    for (file, number) in numbers {
      guard let index = NetworkProperty.all.firstIndex(where: { $0.file == file }) else { continue }
      properties.numbers[index] = number
    }
    return properties
  }

  private func number(_ name: String, of link: NetworkLink) -> Int? {
    try? attribute(name, of: link).number()
  }

  private func attribute(_ name: String, of link: NetworkLink) -> KernelFile {
    sys.fileReadOnce("class/net/\(link.name)/\(name)")
  }
}
