/// The place in the WAL of a server before version 10, from its `xlog` functions.
struct XlogLocationCollector: ViewCollector {
  let name = "xlog_location"

  let views = [
    View(
      "pg_is_in_recovery() AS server (is_standby)",
      columns: [
        .gauge(
          "pg_xlog_location_bytes",
          """
          pg_xlog_location_diff(
            CASE WHEN is_standby THEN pg_last_xlog_replay_location()
            ELSE pg_current_xlog_location() END, '0/0')
          """,
          "Place in the WAL that the server writes, or has replayed as a standby.")
      ],
      until: 10)
  ]
}
