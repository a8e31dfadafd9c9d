import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct MountstatsCollectorTests {
  private static let device = """
    device proc mounted on /proc with fstype proc
    device server:/data mounted on /mnt/data with fstype nfs4 statvers=1.1
    \topts:\trw,vers=4.2,proto=tcp
    \tage:\t13968
    \tcaps:\tcaps=0xfff7,wtmult=512
    \tevents:\t52 226 0 0 1 13 398 0 0 331 0 47 0 0 77 0 0 77 9 0 0 0 0 0 0 0 0
    \tbytes:\t1207640230 1 2 3 1210214218 0 295483 0
    \tRPC iostats version: 1.0  p/v: 100003/4 (nfs)
    \txprt:\ttcp 832 0 1 0 11 6428 6427 0 12154 5 24 26 5726
    \txprt:\tudp 832 7 6428 6428 0 12154 0 24 26 5726
    \tper-op statistics
    \t        READ: 1298 1299 0 207680 1210292152 6 79386 79407 3

    """

  private static let info =
    "194 21 0:42 / /mnt/data rw shared:144 - nfs4 server:/data rw,vers=4.2,clientaddr=192.0.2.5,addr=192.0.2.1\n"

  @Test func writesWhatAnExportDid() throws {
    let host = try HostFixture(proc: [
      "self/mountstats": Self.device + Self.device, "self/mountinfo": Self.info,
    ])
    let labels = #"export="server:/data",mountaddr="192.0.2.1",protocol="tcp""#
    let lines = samples(try exposition(of: MountstatsCollector(host.paths)))
    #expect(
      lines.filter { !$0.contains("_event_") } == [
        #"node_mountstats_nfs_mountpoint_info{export="server:/data",mountaddr="192.0.2.1",mountpoint="/mnt/data",protocol="tcp"} 1"#,
        "node_mountstats_nfs_age_seconds_total{\(labels)} 13968",
        "node_mountstats_nfs_read_bytes_total{\(labels)} 1207640230",
        "node_mountstats_nfs_write_bytes_total{\(labels)} 1",
        "node_mountstats_nfs_direct_read_bytes_total{\(labels)} 2",
        "node_mountstats_nfs_direct_write_bytes_total{\(labels)} 3",
        "node_mountstats_nfs_total_read_bytes_total{\(labels)} 1210214218",
        "node_mountstats_nfs_total_write_bytes_total{\(labels)} 0",
        "node_mountstats_nfs_read_pages_total{\(labels)} 295483",
        "node_mountstats_nfs_write_pages_total{\(labels)} 0",
        "node_mountstats_nfs_transport_bind_total{\(labels),transport=\"0\"} 0",
        "node_mountstats_nfs_transport_bind_total{\(labels),transport=\"1\"} 7",
        "node_mountstats_nfs_transport_connect_total{\(labels),transport=\"0\"} 1",
        "node_mountstats_nfs_transport_connect_total{\(labels),transport=\"1\"} 0",
        "node_mountstats_nfs_transport_idle_time_seconds{\(labels),transport=\"0\"} 11",
        "node_mountstats_nfs_transport_sends_total{\(labels),transport=\"0\"} 6428",
        "node_mountstats_nfs_transport_sends_total{\(labels),transport=\"1\"} 6428",
        "node_mountstats_nfs_transport_receives_total{\(labels),transport=\"0\"} 6427",
        "node_mountstats_nfs_transport_receives_total{\(labels),transport=\"1\"} 6428",
        "node_mountstats_nfs_transport_bad_transaction_ids_total{\(labels),transport=\"0\"} 0",
        "node_mountstats_nfs_transport_bad_transaction_ids_total{\(labels),transport=\"1\"} 0",
        "node_mountstats_nfs_transport_backlog_queue_total{\(labels),transport=\"0\"} 5",
        "node_mountstats_nfs_transport_backlog_queue_total{\(labels),transport=\"1\"} 0",
        "node_mountstats_nfs_transport_maximum_rpc_slots{\(labels),transport=\"0\"} 24",
        "node_mountstats_nfs_transport_maximum_rpc_slots{\(labels),transport=\"1\"} 24",
        "node_mountstats_nfs_transport_sending_queue_total{\(labels),transport=\"0\"} 26",
        "node_mountstats_nfs_transport_sending_queue_total{\(labels),transport=\"1\"} 26",
        "node_mountstats_nfs_transport_pending_queue_total{\(labels),transport=\"0\"} 5726",
        "node_mountstats_nfs_transport_pending_queue_total{\(labels),transport=\"1\"} 5726",
        "node_mountstats_nfs_operations_requests_total{\(labels),operation=\"READ\"} 1298",
        "node_mountstats_nfs_operations_transmissions_total{\(labels),operation=\"READ\"} 1299",
        "node_mountstats_nfs_operations_major_timeouts_total{\(labels),operation=\"READ\"} 0",
        "node_mountstats_nfs_operations_sent_bytes_total{\(labels),operation=\"READ\"} 207680",
        "node_mountstats_nfs_operations_received_bytes_total{\(labels),operation=\"READ\"} 1210292152",
        "node_mountstats_nfs_operations_queue_time_seconds_total{\(labels),operation=\"READ\"} 0.006",
        "node_mountstats_nfs_operations_response_time_seconds_total{\(labels),operation=\"READ\"} 79.386",
        "node_mountstats_nfs_operations_request_time_seconds_total{\(labels),operation=\"READ\"} 79.407",
        "node_mountstats_nfs_operations_errors_total{\(labels),operation=\"READ\"} 3",
      ])
    let events = lines.filter { $0.contains("_event_") }
    #expect(events.count == 26)
    #expect(events.contains("node_mountstats_nfs_event_vfs_file_release_total{\(labels)} 77"))
    #expect(events.contains("node_mountstats_nfs_event_truncation_total{\(labels)} 0"))
  }

  @Test func writesNothingWithoutNFS() throws {
    let host = try HostFixture(proc: [
      "self/mountstats": "device proc mounted on /proc with fstype proc\n"
    ])
    #expect(try exposition(of: MountstatsCollector(host.paths)).isEmpty)
  }
}
