extension InfoFields {
  /// What Valkey's modules say in `INFO MODULES`.
  static let valkey: [InfoField] = [
    .gauge(
      "bf_bloom_total_memory_bytes", "redis_bf_bloom_total_memory_bytes",
      "Bytes of all Bloom filters."),
    .gauge("bf_bloom_num_objects", "redis_bf_bloom_num_objects", "Keys that are Bloom filters."),
    .gauge(
      "bf_bloom_num_filters_across_objects", "redis_bf_bloom_num_filters_across_objects",
      "Filters in all keys that are Bloom filters."),
    .gauge(
      "bf_bloom_num_items_across_objects", "redis_bf_bloom_num_items_across_objects",
      "Items that were added to Bloom filters."),
    .gauge(
      "bf_bloom_capacity_across_objects", "redis_bf_bloom_capacity_across_objects",
      "Items that all Bloom filters can hold."),
    .counter(
      "bf_bloom_defrag_hits", "redis_bf_bloom_defrag_hits_total",
      "Bloom filters that defragmentation moved."),
    .counter(
      "bf_bloom_defrag_misses", "redis_bf_bloom_defrag_misses_total",
      "Bloom filters that defragmentation left."),
    .gauge(
      "json_total_memory_bytes", "redis_json_total_memory_bytes", "Bytes of all JSON documents."),
    .gauge("json_num_documents", "redis_json_num_documents", "JSON documents."),
    .gauge(
      "search_used_memory_bytes", "redis_search_used_memory_bytes",
      "Bytes that the search module uses."),
    .gauge(
      "search_number_of_attributes", "redis_search_number_of_attributes",
      "Attributes in all search indexes."),
    .gauge(
      "search_total_indexed_documents", "redis_search_total_indexed_documents",
      "Documents in all search indexes of Valkey."),
    .gauge(
      "search_query_queue_size", "redis_search_query_queue_size", "Queries that wait for a thread."),
    .gauge(
      "search_writer_queue_size", "redis_search_writer_queue_size",
      "Changes that wait for a thread."),
    .gauge(
      "search_string_interning_store_size", "redis_search_string_interning_store_size",
      "Strings that are shared between indexes."),
    .gauge(
      "search_vector_externing_hash_extern_errors",
      "redis_search_vector_externing_hash_extern_errors",
      "Vectors that could not be kept outside of their hash."),
    .gauge(
      "search_vector_externing_num_lru_entries", "redis_search_vector_externing_num_lru_entries",
      "Vectors kept outside of their hash in the list of those lately used."),
    .counter(
      "search_worker_pool_suspend_cnt", "redis_search_worker_pool_suspend_count",
      "Times that the threads were suspended."),
    .counter(
      "search_writer_resumed_cnt", "redis_search_writer_resumed_count",
      "Times that the writing threads were resumed."),
    .counter(
      "search_reader_resumed_cnt", "redis_search_reader_resumed_count",
      "Times that the reading threads were resumed."),
    .counter(
      "search_writer_suspension_expired_cnt", "redis_search_writer_suspension_expired_count",
      "Times that the writing threads were suspended for too long."),
    .counter(
      "search_rdb_load_success_cnt", "redis_search_rdb_load_success_count",
      "Search indexes that were loaded from a dump."),
    .counter(
      "search_rdb_load_failure_cnt", "redis_search_rdb_load_failure_count",
      "Search indexes that could not be loaded from a dump."),
    .counter(
      "search_rdb_save_success_cnt", "redis_search_rdb_save_success_count",
      "Search indexes that were saved to a dump."),
    .counter(
      "search_rdb_save_failure_cnt", "redis_search_rdb_save_failure_count",
      "Search indexes that could not be saved to a dump."),
    .counter(
      "search_successful_requests_count", "redis_search_successful_requests_count",
      "Queries that succeeded."),
    .counter(
      "search_failure_requests_count", "redis_search_failure_requests_count", "Queries that failed."
    ),
    .counter(
      "search_hybrid_requests_count", "redis_search_hybrid_requests_count",
      "Queries that were both by vector and by other conditions."),
    .counter(
      "search_inline_filtering_requests_count", "redis_search_inline_filtering_requests_count",
      "Queries by vector that were filtered while they ran."),
    .counter(
      "search_hnsw_add_exceptions_count", "redis_search_hnsw_add_exceptions_count",
      "Vectors that could not be added to a graph."),
    .counter(
      "search_hnsw_remove_exceptions_count", "redis_search_hnsw_remove_exceptions_count",
      "Vectors that could not be removed from a graph."),
    .counter(
      "search_hnsw_modify_exceptions_count", "redis_search_hnsw_modify_exceptions_count",
      "Vectors that could not be changed in a graph."),
    .counter(
      "search_hnsw_search_exceptions_count", "redis_search_hnsw_search_exceptions_count",
      "Searches in a graph that failed."),
    .counter(
      "search_hnsw_create_exceptions_count", "redis_search_hnsw_create_exceptions_count",
      "Graphs that could not be created."),
    .counter(
      "search_vector_externing_entry_count", "redis_search_vector_externing_entry_count",
      "Vectors that are kept outside of their hash."),
    .counter(
      "search_vector_externing_generated_value_cnt",
      "redis_search_vector_externing_generated_value_count",
      "Values that were put together from vectors kept outside of their hash."),
    .counter(
      "search_vector_externing_lru_promote_cnt", "redis_search_vector_externing_lru_promote_count",
      "Vectors that moved to the front of those lately used."),
    .counter(
      "search_vector_externing_deferred_entry_cnt",
      "redis_search_vector_externing_deferred_entry_count",
      "Vectors whose move out of their hash was put off."),
  ]
}
