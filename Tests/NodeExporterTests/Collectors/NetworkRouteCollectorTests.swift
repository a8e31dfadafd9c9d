import CLinux
import Glibc
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct NetworkRouteCollectorTests {
  private static func route(
    bits: UInt8, proto: UInt8, type: Int = Int(RTN_UNICAST),
    _ attributes: [(type: Int, value: [UInt8])]
  ) -> [UInt8] {
    message([UInt8(AF_INET), bits, 0, 0, 254, proto, 0, UInt8(type), 0, 0, 0, 0], attributes)
  }

  private static func attribute(_ type: rtattr_type_t, _ value: [UInt8]) -> (
    type: Int, value: [UInt8]
  ) { (Int(type.rawValue), value) }

  @Test func writesRoutesAndWhereTheyLead() throws {
    func hop(_ device: UInt32, weight: UInt8, _ gateway: [UInt8]) -> [UInt8] {
      let attributes = message([], [Self.attribute(RTA_GATEWAY, gateway)])
      return .native(UInt16(8 + attributes.count)) + [0, weight - 1] + .native(device) + attributes
    }
    let netlink = RecordedNetlink(
      answers: [
        UInt16(RTM_GETROUTE): [
          0: [
            Self.route(
              bits: 0, proto: 3,
              [
                Self.attribute(RTA_GATEWAY, [192, 0, 2, 1]),
                Self.attribute(RTA_OIF, .native(UInt32(2))),
                Self.attribute(RTA_PRIORITY, .native(UInt32(100))),
              ]),
            Self.route(
              bits: 24, proto: 2,
              [
                Self.attribute(RTA_DST, [192, 0, 2, 0]),
                Self.attribute(RTA_PREFSRC, [192, 0, 2, 7]),
                Self.attribute(RTA_OIF, .native(UInt32(2))),
              ]),
            Self.route(
              bits: 8, proto: 99,
              [
                Self.attribute(RTA_DST, [10, 0, 0, 0]),
                Self.attribute(
                  RTA_MULTIPATH,
                  hop(2, weight: 1, [192, 0, 2, 2]) + hop(3, weight: 3, [192, 0, 2, 3])),
              ]),
            Self.route(bits: 32, proto: 2, type: Int(RTN_LOCAL), []), [1],
          ]
        ]
      ], type: UInt16(RTM_NEWROUTE))
    #expect(
      samples(try exposition(of: NetworkRouteCollector(asking: netlink) { "eth\($0)" })) == [
        #"node_network_route_info{dest="default",device="eth2",gw="192.0.2.1",priority="100",proto="boot",src="",weight=""} 1"#,
        #"node_network_route_info{dest="192.0.2.0/24",device="eth2",gw="",priority="0",proto="kernel",src="192.0.2.7",weight=""} 1"#,
        #"node_network_route_info{dest="10.0.0.0/8",device="eth2",gw="192.0.2.2",priority="0",proto="unknown",src="",weight="1"} 1"#,
        #"node_network_route_info{dest="10.0.0.0/8",device="eth3",gw="192.0.2.3",priority="0",proto="unknown",src="",weight="3"} 1"#,
        #"node_network_routes{device="eth2"} 3"#, #"node_network_routes{device="eth3"} 1"#,
      ])
  }

  @Test func asksTheKernel() throws {
    _ = try exposition(of: NetworkRouteCollector())
  }
}
