/// When the server started, from `pg_postmaster_start_time()`.
struct PostmasterCollector: ViewCollector {
  let name = "postmaster"

  let views = [
    View(
      "pg_postmaster_start_time() AS postmaster (started)",
      columns: [
        .gauge(
          "pg_postmaster_start_time_seconds", "extract(epoch FROM started)",
          "Unix time at which the server started.")
      ])
  ]
}
