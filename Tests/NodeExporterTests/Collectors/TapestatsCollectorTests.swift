import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct TapestatsCollectorTests {
  @Test func writesEachDriveOnce() throws {
    let host = try HostFixture(sys: [
      "class/scsi_tape/st0/stats/io_ns": "9247011087720\n",
      "class/scsi_tape/st0/stats/read_byte_cnt": "979383912\n",
      "class/scsi_tape/st0a/stats/read_byte_cnt": "979383912\n",
      "class/scsi_tape/nst0/stats/read_byte_cnt": "979383912\n",
      "class/scsi_tape/st1/stats/in_flight": "1\n",
    ])
    #expect(
      try exposition(
        of: TapestatsCollector(
          host.paths, .parse(["--collector.tapestats.ignored-devices", "^st1$"]))) == """
          # HELP node_tape_io_time_seconds_total Time that requests of all kinds took.
          # TYPE node_tape_io_time_seconds_total counter
          node_tape_io_time_seconds_total{device="st0"} 9247.01108772
          # HELP node_tape_read_bytes_total Bytes read.
          # TYPE node_tape_read_bytes_total counter
          node_tape_read_bytes_total{device="st0"} 979383912

          """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: TapestatsCollector(host.paths, .parse([])))
    }
  }
}
