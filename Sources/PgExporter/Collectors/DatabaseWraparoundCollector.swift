/// How close each database is to running out of transaction numbers, from `pg_database`.
///
/// The families whose names end in `_seconds` count transactions like the others: the names are
/// upstream's.
struct DatabaseWraparoundCollector: ViewCollector {
  let name = "database_wraparound"

  let views = [
    View(
      "pg_database", labels: ["datname": "datname"],
      columns: [
        .gauge(
          "pg_database_wraparound_age_datfrozenxid_seconds", "age(datfrozenxid)",
          "Transactions (not seconds) since the oldest one whose rows are not all frozen."),
        .gauge(
          "pg_database_wraparound_age_datminmxid_seconds", "mxid_age(datminmxid)",
          "Multixacts (not seconds) since the oldest one that rows may still name."),
        .gauge(
          "pg_database_frozen_xid_age", "age(datfrozenxid)",
          "Transactions since the oldest one whose rows are not all frozen."),
        .gauge(
          "pg_database_min_multixact_age", "mxid_age(datminmxid)",
          "Multixacts since the oldest one that rows may still name."),
      ])
  ]
}
