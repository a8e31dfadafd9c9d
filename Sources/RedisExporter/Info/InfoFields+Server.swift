extension InfoFields {
  /// The server itself and its clients.
  static let server: [InfoField] = [
    .gauge("uptime_in_seconds", "redis_uptime_in_seconds", "How long the server has been running."),
    .gauge("process_id", "redis_process_id", "The server's process ID."),
    .gauge(
      "io_threads_active", "redis_io_threads_active",
      "Whether the threads for input and output are at work."),
    .gauge(
      "connected_clients", "redis_connected_clients",
      "Clients that are connected, replicas not counted."),
    .gauge("blocked_clients", "redis_blocked_clients", "Clients that wait in a blocking command."),
    .gauge("maxclients", "redis_max_clients", "How many clients may be connected at once."),
    .gauge(
      "tracking_clients", "redis_tracking_clients",
      "Clients that have the server track what they cache."),
    .gauge(
      "clients_in_timeout_table", "redis_clients_in_timeout_table",
      "Clients in the table of those that wait with a timeout."),
    .gauge("pubsub_clients", "redis_pubsub_clients", "Clients in subscribing mode."),
    .gauge(
      "watching_clients", "redis_watching_clients", "Clients that watch keys for a transaction."),
    .gauge("total_watched_keys", "redis_total_watched_keys", "Keys that are watched by clients."),
    .gauge("total_blocking_keys", "redis_total_blocking_keys", "Keys that clients wait for."),
    .gauge(
      "total_blocking_keys_on_nokey", "redis_total_blocking_keys_on_nokey",
      "Keys that clients wait for and want to hear of when they are deleted."),
    .gauge(
      "client_longest_output_list", "redis_client_longest_output_list",
      "The longest output list among the clients."),
    .gauge(
      "client_biggest_input_buf", "redis_client_biggest_input_buf",
      "The largest input buffer among the clients."),
    .gauge(
      "client_recent_max_output_buffer", "redis_client_recent_max_output_buffer_bytes",
      "The largest output buffer that a client had lately."),
    .gauge(
      "client_recent_max_input_buffer", "redis_client_recent_max_input_buffer_bytes",
      "The largest input buffer that a client had lately."),
    .gauge("cluster_enabled", "redis_cluster_enabled", "Whether the server runs in cluster mode."),
    .gauge(
      "cluster_connections", "redis_cluster_connections",
      "Approximate number of sockets that the cluster's bus uses."),
    .gauge("hz", "redis_hz", "How often per second the server's periodic tasks run now."),
    .gauge(
      "configured_hz", "redis_configured_hz",
      "How often per second the server's periodic tasks are set to run."),
    .gauge(
      "lru_clock", "redis_lru_clock_seconds", "The clock by which keys age, in seconds modulo 2^24."
    ),
    .gauge("server_threads", "redis_server_threads_total", "Threads of the server, in KeyDB."),
    .gauge(
      "long_lock_waits", "redis_long_lock_waits_total", "Times that KeyDB waited long for a lock."),
    .gauge(
      "current_client_thread", "redis_current_client_thread",
      "The thread of KeyDB that served this client."),
    .counter("cached_keys", "redis_cached_keys_total", "Keys that KeyDB keeps in memory."),
    .counter(
      "storage_provider_read_hits", "redis_storage_provider_read_hits",
      "Reads that KeyDB's storage provider could answer."),
    .counter(
      "storage_provider_read_misses", "redis_storage_provider_read_misses",
      "Reads that KeyDB's storage provider could not answer."),
  ]
}
