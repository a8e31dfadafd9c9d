import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct InfinibandCollectorTests {
  @Test func writesAdaptersAndPorts() throws {
    let host = try HostFixture(sys: [
      "class/infiniband/mlx4_0/board_id": "SM_1\n",
      "class/infiniband/mlx4_0/fw_ver": "2.31.5050\n",
      "class/infiniband/mlx4_0/hca_type": "MT4099\n",
      "class/infiniband/mlx4_0/ports/1/state": "4: ACTIVE\n",
      "class/infiniband/mlx4_0/ports/1/phys_state": "5: LinkUp\n",
      "class/infiniband/mlx4_0/ports/1/rate": "2.5 Gb/sec (1X)\n",
      "class/infiniband/mlx4_0/ports/1/counters/port_rcv_data": "4631917\n",
      "class/infiniband/mlx4_0/ports/1/counters/link_downed": "N/A (no PMA)\n",
      "class/infiniband/mlx4_0/ports/1/counters/symbol_error": "7\n",
      "class/infiniband/mlx4_0/ports/1/counters_ext/port_xmit_data_64": "3\n",
      "class/infiniband/mlx4_0/ports/1/hw_counters/out_of_sequence": "9\n",
      "class/infiniband/mlx4_0/ports/1/hw_counters/lifespan": "10\n",
    ])
    #expect(
      try exposition(of: InfinibandCollector(host.paths)) == """
        # HELP node_infiniband_info What an adapter is, always 1.
        # TYPE node_infiniband_info gauge
        node_infiniband_info{board_id="SM_1",device="mlx4_0",firmware_version="2.31.5050",hca_type="MT4099"} 1
        # HELP node_infiniband_state_id State of a port: 0 no change, 1 down, 2 init, 3 armed, 4 active, 5 active and deferred.
        # TYPE node_infiniband_state_id gauge
        node_infiniband_state_id{device="mlx4_0",port="1"} 4
        # HELP node_infiniband_physical_state_id State of a port's line: 1 sleep, 2 polling, 3 disabled, 4 training, 5 up, 6 recovering.
        # TYPE node_infiniband_physical_state_id gauge
        node_infiniband_physical_state_id{device="mlx4_0",port="1"} 5
        # HELP node_infiniband_rate_bytes_per_second How fast a port can be.
        # TYPE node_infiniband_rate_bytes_per_second gauge
        node_infiniband_rate_bytes_per_second{device="mlx4_0",port="1"} 312500000
        # HELP node_infiniband_legacy_data_transmitted_bytes_total Bytes sent.
        # TYPE node_infiniband_legacy_data_transmitted_bytes_total counter
        node_infiniband_legacy_data_transmitted_bytes_total{device="mlx4_0",port="1"} 12
        # HELP node_infiniband_port_data_received_bytes_total Bytes received.
        # TYPE node_infiniband_port_data_received_bytes_total counter
        node_infiniband_port_data_received_bytes_total{device="mlx4_0",port="1"} 18527668
        # HELP node_infiniband_symbol_error_total Small errors of the line.
        # TYPE node_infiniband_symbol_error_total counter
        node_infiniband_symbol_error_total{device="mlx4_0",port="1"} 7
        # HELP node_infiniband_out_of_sequence_packets_received_total Packets received out of order.
        # TYPE node_infiniband_out_of_sequence_packets_received_total counter
        node_infiniband_out_of_sequence_packets_received_total{device="mlx4_0",port="1"} 9
        # HELP node_infiniband_lifespan_seconds For how long the adapter shows the same counts.
        # TYPE node_infiniband_lifespan_seconds gauge
        node_infiniband_lifespan_seconds{device="mlx4_0",port="1"} 0.01

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: InfinibandCollector(host.paths))
    }
  }
}
