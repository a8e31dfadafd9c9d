import CLinux
import Glibc
import Shared

/// The routing tables, from the kernel over netlink.
struct NetworkRouteCollector: Collector {
  let name = "network_route"
  private let tables: any NetlinkTables
  private let nameOf: @Sendable (UInt32) -> String?

  /// - Parameter nameOf: The name of the device with an index.
  init(
    asking tables: any NetlinkTables = NetlinkConnection(NETLINK_ROUTE),
    nameOf: @escaping @Sendable (UInt32) -> String? = networkDeviceName
  ) {
    self.tables = tables
    self.nameOf = nameOf
  }

  func collect(into metrics: inout MetricWriter) throws {
    let routes: [NetworkRoute] = try tables.dump(
      type: UInt16(RTM_GETROUTE), body: NetworkRoute.request, into: []
    ) { routes, type, payload in
      guard type == UInt16(RTM_NEWROUTE), let route = NetworkRoute(payload) else { return }
      routes.append(route)
    }
    var names: [UInt32: String] = [:]
    var counts: [String: Int] = [:]
    // Tables beside the main one may have the same route.
    var known: Set<Labels> = []
    metrics.family("node_network_route_info", .gauge, "A route, always 1.")
    for route in routes {
      for hop in route.hops {
        let device = names[hop.device] ?? nameOf(hop.device) ?? ""
        names[hop.device] = device
        counts[device, default: 0] += 1
        let labels = Labels([
          Label("dest", route.destination), Label("device", device), Label("gw", hop.gateway),
          Label("priority", "\(route.priority)"), Label("proto", route.proto),
          Label("src", route.source), Label("weight", hop.weight.map { "\($0)" } ?? ""),
        ])
        if known.insert(labels).inserted { metrics.sample(true, labels) }
      }
    }
    metrics.family("node_network_routes", .gauge, "Routes by the device that they lead through.")
    for (device, count) in counts.sorted(by: { $0.key < $1.key }) {
      metrics.sample(count, [Label("device", device)])
    }
  }
}
