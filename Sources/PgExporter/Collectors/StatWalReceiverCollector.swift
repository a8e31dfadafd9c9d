import Shared

/// The receiver of WAL on a standby, from `pg_stat_wal_receiver`; nothing while there is none.
struct StatWalReceiverCollector: ViewCollector {
  let name = "stat_wal_receiver"
  let neededRole: PredefinedRole? = .readAllStats

  let views = [
    View(
      "pg_stat_wal_receiver",
      labels: ["upstream_host": "sender_host", "slot_name": "slot_name", "status": "status"],
      columns: [
        .counter(
          "pg_stat_wal_receiver_receive_start_lsn", bytes("receive_start_lsn"),
          "Where the receiver began, in bytes of WAL."),
        .gauge(
          "pg_stat_wal_receiver_receive_start_tli", "receive_start_tli",
          "The timeline on which the receiver began."),
        .gauge(
          "pg_stat_wal_receiver_written_lsn", bytes("written_lsn"),
          "Up to where WAL was written, in bytes.", since: 13),
        .counter(
          "pg_stat_wal_receiver_flushed_lsn", bytes("flushed_lsn"),
          "Up to where WAL is safe on the disk, in bytes.", since: 13),
        .gauge(
          "pg_stat_wal_receiver_received_tli", "received_tli",
          "The timeline of what was received last."),
        .counter(
          "pg_stat_wal_receiver_last_msg_send_time", "extract(epoch FROM last_msg_send_time)",
          "When the last message was sent, in seconds since 1970 by the sender's clock."),
        .counter(
          "pg_stat_wal_receiver_last_msg_receipt_time",
          "extract(epoch FROM last_msg_receipt_time)",
          "When the last message came in, in seconds since 1970."),
        .counter(
          "pg_stat_wal_receiver_latest_end_lsn", bytes("latest_end_lsn"),
          "Where WAL ended at the sender, as it last said, in bytes."),
        .counter(
          "pg_stat_wal_receiver_latest_end_time", "extract(epoch FROM latest_end_time)",
          "When the sender first said so, in seconds since 1970 by its clock."),
        .gauge(
          "pg_stat_wal_receiver_upstream_node",
          "substring(slot_name FROM '^repmgr_slot_([0-9]+)$')",
          "The number of the node that a slot made by repmgr is for."),
      ])
  ]

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    // To whom may not see it the server tells only that there is one.
    for row in try answers.all() where row.text(2) == nil { throw MissingRight(.readAllStats) }
    try views[0].write(answers, into: &metrics)
  }

  /// As upstream counts it, so that a `Double` holds it to the byte.
  private static func bytes(_ lsn: String) -> String {
    "(\(lsn) - '0/0'::pg_lsn) % 4503599627370496"
  }
}
