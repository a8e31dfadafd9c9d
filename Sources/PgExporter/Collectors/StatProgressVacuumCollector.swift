import Shared

/// How far each VACUUM has come, from `pg_stat_progress_vacuum`.
///
/// A table of the database that we are connected to has its name, with its schema unless that is
/// `public`. What is in another database cannot be looked up: an autovacuum worker says what it is
/// at, of others the label is the table's number. (That number means another table here, or none.)
///
/// Since 17 dead tuples are kept by their size, so the room for them is no longer a number of tuples.
struct StatProgressVacuumCollector: ViewCollector {
  let name = "stat_progress_vacuum"
  let neededRole: PredefinedRole? = .readAllStats

  /// Below 10000 are the catalogs, with the same numbers in every database.
  private static let relation = """
    regexp_replace(
      CASE WHEN v.datname = current_database() OR v.relid::int8 < 10000
        THEN v.relid::regclass::text
        ELSE coalesce(
          (SELECT \(AutovacuumQuery.relation(in: "query")) FROM pg_stat_get_activity(v.pid)
            WHERE backend_type = 'autovacuum worker'), v.relid::text) END, '^public[.]', '')
    """

  let views = [
    View(
      "pg_stat_progress_vacuum v WHERE v.relid IS NOT NULL",
      labels: ["datname": "v.datname", "relname": relation],
      columns: [
        .info(
          "pg_stat_progress_vacuum_phase", label: "phase", "phase", "What the VACUUM does now."),
        .gauge("pg_stat_progress_vacuum_heap_blks", "heap_blks_total", "Blocks of the table."),
        .gauge(
          "pg_stat_progress_vacuum_heap_blks_scanned", "heap_blks_scanned",
          "Blocks of the table that were scanned."),
        .gauge(
          "pg_stat_progress_vacuum_heap_blks_vacuumed", "heap_blks_vacuumed",
          "Blocks of the table that were vacuumed."),
        .gauge(
          "pg_stat_progress_vacuum_index_vacuums", "index_vacuum_count",
          "Times that all indexes were vacuumed."),
        .gauge(
          "pg_stat_progress_vacuum_max_dead_tuples", "max_dead_tuples",
          "Dead tuples that there is room for until the indexes must be vacuumed.", until: 17),
        .gauge(
          "pg_stat_progress_vacuum_num_dead_tuples", "num_dead_tuples",
          "Dead tuples found since the indexes were last vacuumed.", until: 17),
        .gauge(
          "pg_stat_progress_vacuum_num_dead_tuples", "num_dead_item_ids",
          "Dead tuples found since the indexes were last vacuumed.", since: 17),
        .gauge(
          "pg_stat_progress_vacuum_max_dead_tuple_bytes", "max_dead_tuple_bytes",
          "Room for the numbers of dead tuples until the indexes must be vacuumed.", since: 17),
        .gauge(
          "pg_stat_progress_vacuum_dead_tuple_bytes", "dead_tuple_bytes",
          "Room that the numbers of dead tuples take.", since: 17),
        .gauge(
          "pg_stat_progress_vacuum_indexes", "indexes_total",
          "Indexes to be vacuumed or cleaned up.", since: 17),
        .gauge(
          "pg_stat_progress_vacuum_indexes_processed", "indexes_processed",
          "Indexes that were vacuumed or cleaned up in this phase.", since: 17),
        .gauge(
          "pg_stat_progress_vacuum_delay_seconds", "delay_time / 1000",
          "Seconds slept for vacuum_cost_delay, where track_cost_delay_timing is on.", since: 18),
      ])
  ]
}
