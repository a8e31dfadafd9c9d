extension InfoFields {
  /// What the server has done.
  static let stats: [InfoField] = [
    .counter(
      "total_connections_received", "redis_connections_received_total",
      "Connections that were accepted."),
    .counter(
      "total_commands_processed", "redis_commands_processed_total", "Commands that were processed."),
    .gauge(
      "instantaneous_ops_per_sec", "redis_instantaneous_ops_per_second",
      "Commands per second, as the server itself averages them."),
    .counter(
      "rejected_connections", "redis_rejected_connections_total",
      "Connections that were refused since there were too many."),
    .counter("total_net_input_bytes", "redis_net_input_bytes_total", "Bytes that were received."),
    .counter("total_net_output_bytes", "redis_net_output_bytes_total", "Bytes that were sent."),
    .counter(
      "total_net_repl_input_bytes", "redis_net_repl_input_bytes_total",
      "Bytes that were received for replication."),
    .counter(
      "total_net_repl_output_bytes", "redis_net_repl_output_bytes_total",
      "Bytes that were sent for replication."),
    .gauge(
      "instantaneous_input_kbps", "redis_instantaneous_input_bytes_per_second",
      "Bytes received per second, as the server itself averages them.", .kibibytes),
    .gauge(
      "instantaneous_output_kbps", "redis_instantaneous_output_bytes_per_second",
      "Bytes sent per second, as the server itself averages them.", .kibibytes),
    .gauge(
      "instantaneous_input_repl_kbps", "redis_instantaneous_input_repl_bytes_per_second",
      "Bytes received per second for replication, as the server itself averages them.", .kibibytes),
    .gauge(
      "instantaneous_output_repl_kbps", "redis_instantaneous_output_repl_bytes_per_second",
      "Bytes sent per second for replication, as the server itself averages them.", .kibibytes),
    .counter("expired_subkeys", "redis_expired_subkeys_total", "Fields of hashes that expired."),
    .counter("expired_keys", "redis_expired_keys_total", "Keys that expired."),
    .gauge(
      "expired_stale_perc", "redis_expired_stale_percentage",
      "Keys that are probably expired but still there, in percent."),
    .counter(
      "expired_time_cap_reached_count", "redis_expired_time_cap_reached_total",
      "Times that looking for expired keys was cut short to save time."),
    .counter(
      "expire_cycle_cpu_milliseconds", "redis_expire_cycle_cpu_time_ms_total",
      "Milliseconds spent looking for expired keys."),
    .counter(
      "evicted_keys", "redis_evicted_keys_total", "Keys that were evicted for want of memory."),
    .counter(
      "evicted_clients", "redis_evicted_clients_total",
      "Clients that were disconnected for want of memory."),
    .counter(
      "evicted_scripts", "redis_evicted_scripts_total",
      "Scripts that were forgotten since too many were cached."),
    .counter(
      "total_eviction_exceeded_time", "redis_eviction_exceeded_time_ms_total",
      "Milliseconds that the memory was over its limit."),
    .gauge(
      "current_eviction_exceeded_time", "redis_current_eviction_exceeded_time_ms",
      "Milliseconds that the memory has been over its limit, 0 when it is not."),
    .counter("keyspace_hits", "redis_keyspace_hits_total", "Keys that were looked up and found."),
    .counter(
      "keyspace_misses", "redis_keyspace_misses_total", "Keys that were looked up and not found."),
    .counter("eventloop_cycles", "redis_eventloop_cycles_total", "Rounds of the event loop."),
    .counter(
      "eventloop_duration_sum", "redis_eventloop_duration_sum_usec_total",
      "Microseconds spent in the event loop."),
    .counter(
      "eventloop_duration_cmd_sum", "redis_eventloop_duration_cmd_sum_usec_total",
      "Microseconds that the event loop spent in commands."),
    .gauge(
      "instantaneous_eventloop_cycles_per_sec", "redis_instantaneous_eventloop_cycles_per_sec",
      "Rounds of the event loop per second, as the server itself averages them."),
    .gauge(
      "instantaneous_eventloop_duration_usec", "redis_instantaneous_eventloop_duration_usec",
      "Microseconds that a round of the event loop takes, as the server itself averages them."),
    .gauge("pubsub_channels", "redis_pubsub_channels", "Channels that have subscribers."),
    .gauge("pubsub_patterns", "redis_pubsub_patterns", "Patterns that have subscribers."),
    .gauge(
      "pubsubshard_channels", "redis_pubsubshard_channels",
      "Sharded channels that have subscribers."),
    .gauge(
      "latest_fork_usec", "redis_latest_fork_seconds", "How long the last fork took.", .microseconds
    ),
    .counter("total_forks", "redis_forks_total", "Forks of the server."),
    .counter(
      "total_active_defrag_time", "redis_active_defrag_seconds_total",
      "Time that memory was over the limit of fragmentation and defragmented.", .milliseconds),
    .gauge(
      "current_active_defrag_time", "redis_active_defrag_current_seconds",
      "Time since memory went over the limit of fragmentation, 0 when it is not.", .milliseconds),
    .gauge(
      "migrate_cached_sockets", "redis_migrate_cached_sockets_total",
      "Connections that are kept open for MIGRATE."),
    .gauge("active_defrag_hits", "redis_defrag_hits", "Values that defragmentation moved."),
    .gauge(
      "active_defrag_misses", "redis_defrag_misses",
      "Values that defragmentation looked at and left."),
    .gauge(
      "active_defrag_key_hits", "redis_defrag_key_hits",
      "Keys that defragmentation moved something of."),
    .gauge(
      "active_defrag_key_misses", "redis_defrag_key_misses", "Keys that defragmentation left."),
    .gauge(
      "tracking_total_keys", "redis_tracking_total_keys",
      "Keys that are tracked for clients' caches."),
    .gauge(
      "tracking_total_items", "redis_tracking_total_items",
      "Pairs of a key and a client that are tracked."),
    .gauge(
      "tracking_total_prefixes", "redis_tracking_total_prefixes",
      "Prefixes of keys that are tracked in broadcasting mode."),
    .counter(
      "unexpected_error_replies", "redis_unexpected_error_replies",
      "Error replies nobody expected, as those of a failing replica or load."),
    .counter(
      "total_error_replies", "redis_total_error_replies",
      "Error replies: of rejected and of failed commands."),
    .counter(
      "dump_payload_sanitizations", "redis_dump_payload_sanitizations",
      "Payloads that were checked in depth before they were restored."),
    .counter("total_reads_processed", "redis_total_reads_processed", "Reads from sockets."),
    .counter("total_writes_processed", "redis_total_writes_processed", "Writes to sockets."),
    .counter(
      "io_threaded_reads_processed", "redis_io_threaded_reads_processed",
      "Reads from sockets by threads for input and output."),
    .counter(
      "io_threaded_writes_processed", "redis_io_threaded_writes_processed",
      "Writes to sockets by threads for input and output."),
    .counter(
      "client_query_buffer_limit_disconnections",
      "redis_client_query_buffer_limit_disconnections_total",
      "Clients that were disconnected for too long a query."),
    .counter(
      "client_output_buffer_limit_disconnections",
      "redis_client_output_buffer_limit_disconnections_total",
      "Clients that were disconnected for too much output that they had not read."),
    .counter(
      "reply_buffer_shrinks", "redis_reply_buffer_shrinks_total",
      "Times that a buffer for replies was made smaller."),
    .counter(
      "reply_buffer_expands", "redis_reply_buffer_expands_total",
      "Times that a buffer for replies was made larger."),
    .counter(
      "acl_access_denied_auth", "redis_acl_access_denied_auth_total", "Logins that were refused."),
    .counter(
      "acl_access_denied_cmd", "redis_acl_access_denied_cmd_total",
      "Commands that were refused for want of the right to the command."),
    .counter(
      "acl_access_denied_key", "redis_acl_access_denied_key_total",
      "Commands that were refused for want of the right to a key."),
    .counter(
      "acl_access_denied_channel", "redis_acl_access_denied_channel_total",
      "Commands that were refused for want of the right to a channel."),
  ]
}
