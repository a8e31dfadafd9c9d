import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct DRBDCollectorTests {
  @Test func readsWordsOfADevice() throws {
    let host = try HostFixture(proc: [
      "drbd": """
      version: 8.4.3 (api:1/proto:86-101)
      srcversion: 1A9F77B1CA5FF92235C2213\u{20}

       1: cs:Connected ro:Primary/Secondary ds:UpToDate/Inconsistent C r-----
          ns:17324442 nr:10961011 dw:2 dr:3 al:1100 bm:221 lo:4 pe:5 ua:6 ap:7 ep:1 wo:d oos:12349
       2: cs:WFConnection ro:Secondary/Unknown ds:UpToDate/DUnknown C r-----
          ns:0 nr:0 dw:0 dr:0 al:0 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:d oos:0

      """
    ])
    #expect(
      try exposition(of: DRBDCollector(host.paths)) == """
        # HELP node_drbd_connected Whether the two sides are connected.
        # TYPE node_drbd_connected gauge
        node_drbd_connected{device="drbd1"} 1
        node_drbd_connected{device="drbd2"} 0
        # HELP node_drbd_node_role_is_primary Whether a side may be written to.
        # TYPE node_drbd_node_role_is_primary gauge
        node_drbd_node_role_is_primary{device="drbd1",node="local"} 1
        node_drbd_node_role_is_primary{device="drbd1",node="remote"} 0
        node_drbd_node_role_is_primary{device="drbd2",node="local"} 0
        node_drbd_node_role_is_primary{device="drbd2",node="remote"} 0
        # HELP node_drbd_disk_state_is_up_to_date Whether a side has all data.
        # TYPE node_drbd_disk_state_is_up_to_date gauge
        node_drbd_disk_state_is_up_to_date{device="drbd1",node="local"} 1
        node_drbd_disk_state_is_up_to_date{device="drbd1",node="remote"} 0
        node_drbd_disk_state_is_up_to_date{device="drbd2",node="local"} 1
        node_drbd_disk_state_is_up_to_date{device="drbd2",node="remote"} 0
        # HELP node_drbd_network_sent_bytes_total Bytes sent to the other side.
        # TYPE node_drbd_network_sent_bytes_total counter
        node_drbd_network_sent_bytes_total{device="drbd1"} 17740228608
        node_drbd_network_sent_bytes_total{device="drbd2"} 0
        # HELP node_drbd_network_received_bytes_total Bytes received from the other side.
        # TYPE node_drbd_network_received_bytes_total counter
        node_drbd_network_received_bytes_total{device="drbd1"} 10961011
        node_drbd_network_received_bytes_total{device="drbd2"} 0
        # HELP node_drbd_disk_written_bytes_total Bytes written to the disk.
        # TYPE node_drbd_disk_written_bytes_total counter
        node_drbd_disk_written_bytes_total{device="drbd1"} 2048
        node_drbd_disk_written_bytes_total{device="drbd2"} 0
        # HELP node_drbd_disk_read_bytes_total Bytes read from the disk.
        # TYPE node_drbd_disk_read_bytes_total counter
        node_drbd_disk_read_bytes_total{device="drbd1"} 3072
        node_drbd_disk_read_bytes_total{device="drbd2"} 0
        # HELP node_drbd_activitylog_writes_total Writes of the log of activity.
        # TYPE node_drbd_activitylog_writes_total counter
        node_drbd_activitylog_writes_total{device="drbd1"} 1100
        node_drbd_activitylog_writes_total{device="drbd2"} 0
        # HELP node_drbd_bitmap_writes_total Writes of the bitmap.
        # TYPE node_drbd_bitmap_writes_total counter
        node_drbd_bitmap_writes_total{device="drbd1"} 221
        node_drbd_bitmap_writes_total{device="drbd2"} 0
        # HELP node_drbd_local_pending Requests to the local disk under way.
        # TYPE node_drbd_local_pending gauge
        node_drbd_local_pending{device="drbd1"} 4
        node_drbd_local_pending{device="drbd2"} 0
        # HELP node_drbd_remote_pending Requests that the other side has not answered.
        # TYPE node_drbd_remote_pending gauge
        node_drbd_remote_pending{device="drbd1"} 5
        node_drbd_remote_pending{device="drbd2"} 0
        # HELP node_drbd_remote_unacknowledged Requests of the other side not answered.
        # TYPE node_drbd_remote_unacknowledged gauge
        node_drbd_remote_unacknowledged{device="drbd1"} 6
        node_drbd_remote_unacknowledged{device="drbd2"} 0
        # HELP node_drbd_application_pending Requests of programs that are not done.
        # TYPE node_drbd_application_pending gauge
        node_drbd_application_pending{device="drbd1"} 7
        node_drbd_application_pending{device="drbd2"} 0
        # HELP node_drbd_epochs Epochs under way.
        # TYPE node_drbd_epochs gauge
        node_drbd_epochs{device="drbd1"} 1
        node_drbd_epochs{device="drbd2"} 1
        # HELP node_drbd_out_of_sync_bytes Bytes that differ.
        # TYPE node_drbd_out_of_sync_bytes gauge
        node_drbd_out_of_sync_bytes{device="drbd1"} 12645376
        node_drbd_out_of_sync_bytes{device="drbd2"} 0

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: DRBDCollector(host.paths))
    }
  }
}
