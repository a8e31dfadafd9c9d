import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct IPVSCollectorTests {
  @Test func writesTotalsAndBackends() throws {
    let host = try HostFixture(proc: [
      "net/ip_vs": """
      IP Virtual Server version 1.2.1 (size=4096)
      Prot LocalAddress:Port Scheduler Flags
        -> RemoteAddress:Port Forward Weight ActiveConn InActConn
      TCP  C0A80016:0CEA wlc \u{20}
        -> C0A85216:0CEA      Tunnel  100    248        2        \u{20}
        -> C0A85318:0CEA      Tunnel  50    1        3        \u{20}
      TCP  [2620:0000:0000:0000:0000:0000:0000:0001]:0050 sh
        -> [2620:0000:0000:0000:0000:0000:0000:0002]:0050      Route   1    4          5
      FWM  10001000 wlc  \u{20}
        -> C0A8321A:0CEA      Tunnel  20     64         1        \u{20}

      """,
      "net/ip_vs_stats": """
         Total Incoming Outgoing         Incoming         Outgoing
         Conns  Packets  Packets            Bytes            Bytes
       16AA370 E33656E5        0     51D8C8883AB3                0

       Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s
             4    1FB3C        0          1282A8F                0

      """,
    ])
    #expect(
      try exposition(of: IPVSCollector(host.paths, .parse([]))) == """
        # HELP node_ipvs_connections_total Connections that were made.
        # TYPE node_ipvs_connections_total counter
        node_ipvs_connections_total 23765872
        # HELP node_ipvs_incoming_packets_total Packets that came from clients.
        # TYPE node_ipvs_incoming_packets_total counter
        node_ipvs_incoming_packets_total 3811989221
        # HELP node_ipvs_outgoing_packets_total Packets that went to clients.
        # TYPE node_ipvs_outgoing_packets_total counter
        node_ipvs_outgoing_packets_total 0
        # HELP node_ipvs_incoming_bytes_total Bytes that came from clients.
        # TYPE node_ipvs_incoming_bytes_total counter
        node_ipvs_incoming_bytes_total 89991519156915
        # HELP node_ipvs_outgoing_bytes_total Bytes that went to clients.
        # TYPE node_ipvs_outgoing_bytes_total counter
        node_ipvs_outgoing_bytes_total 0
        # HELP node_ipvs_backend_weight The weight of a backend.
        # TYPE node_ipvs_backend_weight gauge
        node_ipvs_backend_weight{local_address="192.168.0.22",local_mark="",local_port="3306",proto="TCP",remote_address="192.168.82.22",remote_port="3306"} 100
        node_ipvs_backend_weight{local_address="192.168.0.22",local_mark="",local_port="3306",proto="TCP",remote_address="192.168.83.24",remote_port="3306"} 50
        node_ipvs_backend_weight{local_address="2620::1",local_mark="",local_port="80",proto="TCP",remote_address="2620::2",remote_port="80"} 1
        node_ipvs_backend_weight{local_address="",local_mark="10001000",local_port="0",proto="FWM",remote_address="192.168.50.26",remote_port="3306"} 20
        # HELP node_ipvs_backend_connections_active Connections in use.
        # TYPE node_ipvs_backend_connections_active gauge
        node_ipvs_backend_connections_active{local_address="192.168.0.22",local_mark="",local_port="3306",proto="TCP",remote_address="192.168.82.22",remote_port="3306"} 248
        node_ipvs_backend_connections_active{local_address="192.168.0.22",local_mark="",local_port="3306",proto="TCP",remote_address="192.168.83.24",remote_port="3306"} 1
        node_ipvs_backend_connections_active{local_address="2620::1",local_mark="",local_port="80",proto="TCP",remote_address="2620::2",remote_port="80"} 4
        node_ipvs_backend_connections_active{local_address="",local_mark="10001000",local_port="0",proto="FWM",remote_address="192.168.50.26",remote_port="3306"} 64
        # HELP node_ipvs_backend_connections_inactive Connections that are closing.
        # TYPE node_ipvs_backend_connections_inactive gauge
        node_ipvs_backend_connections_inactive{local_address="192.168.0.22",local_mark="",local_port="3306",proto="TCP",remote_address="192.168.82.22",remote_port="3306"} 2
        node_ipvs_backend_connections_inactive{local_address="192.168.0.22",local_mark="",local_port="3306",proto="TCP",remote_address="192.168.83.24",remote_port="3306"} 3
        node_ipvs_backend_connections_inactive{local_address="2620::1",local_mark="",local_port="80",proto="TCP",remote_address="2620::2",remote_port="80"} 5
        node_ipvs_backend_connections_inactive{local_address="",local_mark="10001000",local_port="0",proto="FWM",remote_address="192.168.50.26",remote_port="3306"} 1

        """)
  }

  @Test func addsUpBackendsOfTheSameLabels() throws {
    let host = try HostFixture(proc: [
      "net/ip_vs": """
      IP Virtual Server version 1.2.1 (size=4096)
      Prot LocalAddress:Port Scheduler Flags
        -> RemoteAddress:Port Forward Weight ActiveConn InActConn
      TCP  C0A80016:0CEA wlc \u{20}
        -> C0A85216:0CEA      Tunnel  100    248        2        \u{20}
        -> C0A85318:0CEA      Tunnel  50    1        3        \u{20}
      TCP  [2620:0000:0000:0000:0000:0000:0000:0001]:0050 sh
        -> [2620:0000:0000:0000:0000:0000:0000:0002]:0050      Route   1    4          5
      FWM  10001000 wlc  \u{20}
        -> C0A8321A:0CEA      Tunnel  20     64         1        \u{20}

      """,
      "net/ip_vs_stats": """
         Total Incoming Outgoing         Incoming         Outgoing
         Conns  Packets  Packets            Bytes            Bytes
       16AA370 E33656E5        0     51D8C8883AB3                0

       Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s
             4    1FB3C        0          1282A8F                0

      """,
    ])
    #expect(
      try exposition(
        of: IPVSCollector(
          host.paths, .parse(["--collector.ipvs.backend-labels", "local_address,proto"]))) == """
          # HELP node_ipvs_connections_total Connections that were made.
          # TYPE node_ipvs_connections_total counter
          node_ipvs_connections_total 23765872
          # HELP node_ipvs_incoming_packets_total Packets that came from clients.
          # TYPE node_ipvs_incoming_packets_total counter
          node_ipvs_incoming_packets_total 3811989221
          # HELP node_ipvs_outgoing_packets_total Packets that went to clients.
          # TYPE node_ipvs_outgoing_packets_total counter
          node_ipvs_outgoing_packets_total 0
          # HELP node_ipvs_incoming_bytes_total Bytes that came from clients.
          # TYPE node_ipvs_incoming_bytes_total counter
          node_ipvs_incoming_bytes_total 89991519156915
          # HELP node_ipvs_outgoing_bytes_total Bytes that went to clients.
          # TYPE node_ipvs_outgoing_bytes_total counter
          node_ipvs_outgoing_bytes_total 0
          # HELP node_ipvs_backend_weight The weight of a backend.
          # TYPE node_ipvs_backend_weight gauge
          node_ipvs_backend_weight{local_address="192.168.0.22",proto="TCP"} 150
          node_ipvs_backend_weight{local_address="2620::1",proto="TCP"} 1
          node_ipvs_backend_weight{local_address="",proto="FWM"} 20
          # HELP node_ipvs_backend_connections_active Connections in use.
          # TYPE node_ipvs_backend_connections_active gauge
          node_ipvs_backend_connections_active{local_address="192.168.0.22",proto="TCP"} 249
          node_ipvs_backend_connections_active{local_address="2620::1",proto="TCP"} 4
          node_ipvs_backend_connections_active{local_address="",proto="FWM"} 64
          # HELP node_ipvs_backend_connections_inactive Connections that are closing.
          # TYPE node_ipvs_backend_connections_inactive gauge
          node_ipvs_backend_connections_inactive{local_address="192.168.0.22",proto="TCP"} 5
          node_ipvs_backend_connections_inactive{local_address="2620::1",proto="TCP"} 5
          node_ipvs_backend_connections_inactive{local_address="",proto="FWM"} 1

          """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: IPVSCollector(host.paths, .parse([])))
    }
  }
}
