extension InfoFields {
  /// What the modules of Redis for search say in `INFO MODULES`.
  static let search: [InfoField] = [
    .gauge("search_number_of_indexes", "redis_search_number_of_indexes", "Search indexes."),
    .gauge(
      "search_used_memory_indexes", "redis_search_used_memory_indexes_bytes",
      "Bytes of all search indexes."),
    .gauge("search_dialect_1", "redis_search_dialect_1", "Whether a query was made in dialect 1."),
    .gauge("search_dialect_2", "redis_search_dialect_2", "Whether a query was made in dialect 2."),
    .gauge("search_dialect_3", "redis_search_dialect_3", "Whether a query was made in dialect 3."),
    .gauge("search_dialect_4", "redis_search_dialect_4", "Whether a query was made in dialect 4."),
    .gauge("search_global_idle", "redis_search_global_idle", "Cursors that wait."),
    .gauge("search_global_total", "redis_search_global_total", "Cursors."),
    .gauge(
      "search_bytes_collected", "redis_search_collected_bytes",
      "Bytes that the collection of garbage freed."),
    .gauge(
      "search_number_of_active_indexes", "redis_search_number_of_active_indexes",
      "Search indexes that a query or indexing uses."),
    .gauge(
      "search_number_of_active_indexes_running_queries",
      "redis_search_number_of_active_indexes_running_queries", "Search indexes that a query uses."),
    .gauge(
      "search_number_of_active_indexes_indexing", "redis_search_number_of_active_indexes_indexing",
      "Search indexes that are being filled."),
    .gauge(
      "search_total_active_write_threads", "redis_search_total_active_write_threads",
      "Threads that write to search indexes."),
    .gauge(
      "search_total_num_docs_in_indexes", "redis_search_total_num_docs_in_indexes",
      "Documents in all search indexes."),
    .gauge(
      "search_smallest_memory_index", "redis_search_smallest_memory_index_bytes",
      "Bytes of the smallest search index."),
    .gauge(
      "search_largest_memory_index", "redis_search_largest_memory_index_bytes",
      "Bytes of the largest search index."),
    .gauge(
      "search_used_memory_vector_index", "redis_search_used_memory_vector_index_bytes",
      "Bytes of all vector indexes."),
    .gauge("search_global_idle_user", "redis_search_global_idle_user", "Users' cursors that wait."),
    .gauge(
      "search_global_idle_internal", "redis_search_global_idle_internal",
      "Internal cursors that wait."),
    .gauge("search_global_total_user", "redis_search_global_total_user", "Users' cursors."),
    .gauge(
      "search_global_total_internal", "redis_search_global_total_internal", "Internal cursors."),
    .gauge(
      "search_gc_bytes_collected", "redis_search_gc_collected_bytes",
      "Bytes that the collection of garbage freed, net."),
    .gauge(
      "search_gc_total_docs_not_collected", "redis_search_gc_total_docs_not_collected",
      "Deleted documents whose memory is not free yet."),
    .gauge(
      "search_gc_marked_deleted_vectors", "redis_search_gc_marked_deleted_vectors",
      "Vectors that are marked as deleted and still there."),
    .gauge(
      "search_errors_indexing_failures", "redis_search_errors_indexing_failures",
      "Documents that could not be indexed."),
    .counter(
      "search_total_indexing_time", "redis_search_indexing_time_ms_total",
      "Milliseconds spent indexing."),
    .counter("search_total_cycles", "redis_search_cycles_total", "Rounds of garbage collection."),
    .counter(
      "search_total_ms_run", "redis_search_run_ms_total", "Milliseconds spent collecting garbage."),
    .counter(
      "search_gc_total_cycles", "redis_search_gc_cycles_total",
      "Rounds of garbage collection, in newer versions."),
    .counter(
      "search_gc_total_ms_run", "redis_search_gc_run_ms_total",
      "Milliseconds spent collecting garbage, in newer versions."),
    .counter(
      "search_total_queries_processed", "redis_search_queries_processed_total",
      "Queries that were answered."),
    .counter(
      "search_total_query_commands", "redis_search_query_commands_total", "Commands that query."),
    .counter(
      "search_total_query_execution_time_ms", "redis_search_query_execution_time_ms_total",
      "Milliseconds spent on queries."),
    .counter(
      "search_total_active_queries", "redis_search_active_queries_total",
      "Queries that are being answered."),
  ]
}
