/// Replies to `INFO ALL` as they were recorded from redis-server 7.0.15.
enum RecordedInfo {
  /// A primary with one replica, watched by a sentinel.
  static let primary = #"""
    # Server
    redis_version:7.0.15
    redis_git_sha1:00000000
    redis_git_dirty:0
    redis_build_id:ae4d7c971a948f0
    redis_mode:standalone
    os:Linux 6.1.0 x86_64
    arch_bits:64
    monotonic_clock:POSIX clock_gettime
    multiplexing_api:epoll
    atomicvar_api:c11-builtin
    gcc_version:12.2.0
    process_id:3677
    process_supervised:no
    run_id:35b2ad5aadf4df7974c35a1ec065db0b7d7d383e
    tcp_port:17379
    server_time_usec:1795849830995585
    uptime_in_seconds:11
    uptime_in_days:0
    hz:10
    configured_hz:10
    lru_clock:687718
    executable:/usr/bin/redis-server
    config_file:
    io_threads_active:0

    # Clients
    connected_clients:3
    cluster_connections:0
    maxclients:10000
    client_recent_max_input_buffer:20480
    client_recent_max_output_buffer:20504
    blocked_clients:0
    tracking_clients:0
    clients_in_timeout_table:0

    # Memory
    used_memory:1357408
    used_memory_human:1.29M
    used_memory_rss:7290880
    used_memory_rss_human:6.95M
    used_memory_peak:1357408
    used_memory_peak_human:1.29M
    used_memory_peak_perc:101.48%
    used_memory_overhead:941972
    used_memory_startup:876256
    used_memory_dataset:415436
    used_memory_dataset_perc:86.34%
    allocator_allocated:1827648
    allocator_active:2207744
    allocator_resident:5074944
    total_system_memory:25276502016
    total_system_memory_human:23.54G
    used_memory_lua:33792
    used_memory_vm_eval:33792
    used_memory_lua_human:33.00K
    used_memory_scripts_eval:168
    number_of_cached_scripts:1
    number_of_functions:0
    number_of_libraries:0
    used_memory_vm_functions:33792
    used_memory_vm_total:67584
    used_memory_vm_total_human:66.00K
    used_memory_functions:200
    used_memory_scripts:368
    used_memory_scripts_human:368B
    maxmemory:0
    maxmemory_human:0B
    maxmemory_policy:noeviction
    allocator_frag_ratio:1.21
    allocator_frag_bytes:380096
    allocator_rss_ratio:2.30
    allocator_rss_bytes:2867200
    rss_overhead_ratio:1.44
    rss_overhead_bytes:2215936
    mem_fragmentation_ratio:5.53
    mem_fragmentation_bytes:5973536
    mem_not_counted_for_evict:0
    mem_replication_backlog:20508
    mem_total_replication_buffers:20504
    mem_clients_slaves:0
    mem_clients_normal:44600
    mem_cluster_links:0
    mem_aof_buffer:0
    mem_allocator:jemalloc-5.3.0
    active_defrag_running:0
    lazyfree_pending_objects:0
    lazyfreed_objects:0

    # Persistence
    loading:0
    async_loading:0
    current_cow_peak:0
    current_cow_size:0
    current_cow_size_age:0
    current_fork_perc:0.00
    current_save_keys_processed:0
    current_save_keys_total:0
    rdb_changes_since_last_save:4
    rdb_bgsave_in_progress:0
    rdb_last_save_time:1795849819
    rdb_last_bgsave_status:ok
    rdb_last_bgsave_time_sec:0
    rdb_current_bgsave_time_sec:-1
    rdb_saves:0
    rdb_last_cow_size:413696
    rdb_last_load_keys_expired:0
    rdb_last_load_keys_loaded:0
    aof_enabled:0
    aof_rewrite_in_progress:0
    aof_rewrite_scheduled:0
    aof_last_rewrite_time_sec:-1
    aof_current_rewrite_time_sec:-1
    aof_last_bgrewrite_status:ok
    aof_rewrites:0
    aof_rewrites_consecutive_failures:0
    aof_last_write_status:ok
    aof_last_cow_size:0
    module_fork_in_progress:0
    module_fork_last_cow_size:0

    # Stats
    total_connections_received:12
    total_commands_processed:200040
    instantaneous_ops_per_sec:3
    total_net_input_bytes:1792
    total_net_output_bytes:11972
    total_net_repl_input_bytes:0
    total_net_repl_output_bytes:745
    instantaneous_input_kbps:0.14
    instantaneous_output_kbps:3.27
    instantaneous_input_repl_kbps:0.00
    instantaneous_output_repl_kbps:0.09
    rejected_connections:0
    sync_full:1
    sync_partial_ok:0
    sync_partial_err:0
    expired_keys:0
    expired_stale_perc:0.00
    expired_time_cap_reached_count:0
    expire_cycle_cpu_milliseconds:0
    evicted_keys:0
    evicted_clients:0
    total_eviction_exceeded_time:0
    current_eviction_exceeded_time:0
    keyspace_hits:200001
    keyspace_misses:0
    pubsub_channels:1
    pubsub_patterns:0
    pubsubshard_channels:0
    latest_fork_usec:397
    total_forks:1
    migrate_cached_sockets:0
    slave_expires_tracked_keys:0
    active_defrag_hits:0
    active_defrag_misses:0
    active_defrag_key_hits:0
    active_defrag_key_misses:0
    total_active_defrag_time:0
    current_active_defrag_time:0
    tracking_total_keys:0
    tracking_total_items:0
    tracking_total_prefixes:0
    unexpected_error_replies:0
    total_error_replies:2
    dump_payload_sanitizations:0
    total_reads_processed:47
    total_writes_processed:40
    io_threaded_reads_processed:0
    io_threaded_writes_processed:0
    reply_buffer_shrinks:4
    reply_buffer_expands:1

    # Replication
    role:master
    connected_slaves:1
    slave0:ip=127.0.0.1,port=17380,state=online,offset=896,lag=0
    master_failover_state:no-failover
    master_replid:3fad7ef6373965982df7aafd5f97babb85abae0b
    master_replid2:0000000000000000000000000000000000000000
    master_repl_offset:896
    second_repl_offset:-1
    repl_backlog_active:1
    repl_backlog_size:1048576
    repl_backlog_first_byte_offset:1
    repl_backlog_histlen:896

    # CPU
    used_cpu_sys:0.000000
    used_cpu_user:0.107604
    used_cpu_sys_children:0.002139
    used_cpu_user_children:0.000000
    used_cpu_sys_main_thread:0.000000
    used_cpu_user_main_thread:0.107516

    # Modules

    # Commandstats
    cmdstat_lpush:calls=2,usec=17,usec_per_call=8.50,rejected_calls=0,failed_calls=1
    cmdstat_publish:calls=5,usec=38,usec_per_call=7.60,rejected_calls=0,failed_calls=0
    cmdstat_select:calls=1,usec=2,usec_per_call=2.00,rejected_calls=0,failed_calls=0
    cmdstat_ping:calls=12,usec=23,usec_per_call=1.92,rejected_calls=0,failed_calls=0
    cmdstat_psync:calls=1,usec=60,usec_per_call=60.00,rejected_calls=0,failed_calls=0
    cmdstat_get:calls=200001,usec=51280,usec_per_call=0.26,rejected_calls=0,failed_calls=0
    cmdstat_info:calls=2,usec=179,usec_per_call=89.50,rejected_calls=0,failed_calls=0
    cmdstat_subscribe:calls=1,usec=5,usec_per_call=5.00,rejected_calls=0,failed_calls=0
    cmdstat_config|set:calls=1,usec=9,usec_per_call=9.00,rejected_calls=0,failed_calls=0
    cmdstat_debug:calls=0,usec=0,usec_per_call=0.00,rejected_calls=1,failed_calls=0
    cmdstat_client|setname:calls=2,usec=7,usec_per_call=3.50,rejected_calls=0,failed_calls=0
    cmdstat_replconf:calls=9,usec=17,usec_per_call=1.89,rejected_calls=0,failed_calls=0
    cmdstat_eval:calls=1,usec=249413,usec_per_call=249413.00,rejected_calls=0,failed_calls=0
    cmdstat_set:calls=2,usec=19,usec_per_call=9.50,rejected_calls=0,failed_calls=0

    # Errorstats
    errorstat_ERR:count=1
    errorstat_WRONGTYPE:count=1

    # Latencystats
    latency_percentiles_usec_lpush:p50=7.007,p99=10.047,p99.9=10.047
    latency_percentiles_usec_publish:p50=6.015,p99=15.039,p99.9=15.039
    latency_percentiles_usec_select:p50=2.007,p99=2.007,p99.9=2.007
    latency_percentiles_usec_ping:p50=2.007,p99=5.023,p99.9=5.023
    latency_percentiles_usec_psync:p50=60.159,p99=60.159,p99.9=60.159
    latency_percentiles_usec_get:p50=0.001,p99=1.003,p99.9=1.003
    latency_percentiles_usec_info:p50=72.191,p99=107.007,p99.9=107.007
    latency_percentiles_usec_subscribe:p50=5.023,p99=5.023,p99.9=5.023
    latency_percentiles_usec_config|set:p50=9.023,p99=9.023,p99.9=9.023
    latency_percentiles_usec_client|setname:p50=2.007,p99=5.023,p99.9=5.023
    latency_percentiles_usec_replconf:p50=2.007,p99=5.023,p99.9=5.023
    latency_percentiles_usec_eval:p50=249561.087,p99=249561.087,p99.9=249561.087
    latency_percentiles_usec_set:p50=9.023,p99=10.047,p99.9=10.047

    # Cluster
    cluster_enabled:0

    # Keyspace
    db0:keys=2,expires=1,avg_ttl=994199
    db3:keys=1,expires=0,avg_ttl=0
    """#

  /// Its replica: some of the sections.
  static let replica = """
    # Server
    redis_version:7.0.15
    redis_git_sha1:00000000
    redis_git_dirty:0
    redis_build_id:ae4d7c971a948f0
    redis_mode:standalone
    os:Linux 6.1.0 x86_64
    arch_bits:64
    monotonic_clock:POSIX clock_gettime
    multiplexing_api:epoll
    atomicvar_api:c11-builtin
    gcc_version:12.2.0
    process_id:3692
    process_supervised:no
    run_id:cf1028a4a51a187ab9b3ed6f613d4e645c9fc6e8
    tcp_port:17380
    server_time_usec:1795849831000091
    uptime_in_seconds:12
    uptime_in_days:0
    hz:10
    configured_hz:10
    lru_clock:687718
    executable:/usr/bin/redis-server
    config_file:
    io_threads_active:0

    # Replication
    role:slave
    master_host:127.0.0.1
    master_port:17379
    master_link_status:up
    master_last_io_seconds_ago:2
    master_sync_in_progress:0
    slave_read_repl_offset:896
    slave_repl_offset:896
    slave_priority:100
    slave_read_only:1
    replica_announced:1
    connected_slaves:0
    master_failover_state:no-failover
    master_replid:3fad7ef6373965982df7aafd5f97babb85abae0b
    master_replid2:0000000000000000000000000000000000000000
    master_repl_offset:896
    second_repl_offset:-1
    repl_backlog_active:1
    repl_backlog_size:1048576
    repl_backlog_first_byte_offset:458
    repl_backlog_histlen:439
    """

  /// The sentinel: some of the sections.
  static let sentinel = """
    # Server
    redis_version:7.0.15
    redis_git_sha1:00000000
    redis_git_dirty:0
    redis_build_id:ae4d7c971a948f0
    redis_mode:sentinel
    os:Linux 6.1.0 x86_64
    arch_bits:64
    monotonic_clock:POSIX clock_gettime
    multiplexing_api:epoll
    atomicvar_api:c11-builtin
    gcc_version:12.2.0
    process_id:3698
    process_supervised:no
    run_id:64095ef96325a8037d58a15c11f85a0275cb7eb9
    tcp_port:17381
    server_time_usec:1795849831004146
    uptime_in_seconds:12
    uptime_in_days:0
    hz:15
    configured_hz:10
    lru_clock:687719
    executable:/usr/bin/redis-server
    config_file:
    io_threads_active:0

    # Sentinel
    sentinel_masters:1
    sentinel_tilt:0
    sentinel_tilt_since_seconds:-1
    sentinel_running_scripts:0
    sentinel_scripts_queue_length:0
    sentinel_simulate_failure_flags:0
    master0:name=mymaster,status=ok,address=127.0.0.1:17379,slaves=1,sentinels=1
    """
}
