/// cAdvisor's families that are no hardware counters (perf, resctrl) and no huge pages, and what
/// becomes of each here.
enum ReferenceNames {
  enum Answer: Sendable, Equatable {
    /// By one of ``UsageCollectors``.
    case served
    /// By a collector of states.
    case servedWithStates
    /// Not at all, and why.
    case absent(String)
  }

  static let all: [(name: String, answer: Answer)] = [
    ("container_last_seen", .served),
    ("container_health_state", .servedWithStates),
    ("container_cpu_user_seconds_total", .served),
    ("container_cpu_system_seconds_total", .served),
    ("container_cpu_usage_seconds_total", .served),
    ("container_cpu_cfs_periods_total", .served),
    ("container_cpu_cfs_throttled_periods_total", .served),
    ("container_cpu_cfs_throttled_seconds_total", .served),
    ("container_cpu_cfs_burst_periods_total", .served),
    ("container_cpu_cfs_burst_seconds_total", .served),
    ("container_cpu_schedstat_run_seconds_total", .absent(schedstat)),
    ("container_cpu_schedstat_runqueue_seconds_total", .absent(schedstat)),
    ("container_cpu_schedstat_run_periods_total", .absent(schedstat)),
    ("container_cpu_load_average_10s", .absent(load)),
    ("container_cpu_load_d_average_10s", .absent(load)),
    ("container_memory_cache", .served),
    ("container_memory_rss", .served),
    ("container_memory_kernel_usage", .served),
    ("container_memory_mapped_file", .served),
    ("container_memory_swap", .served),
    ("container_memory_failcnt", .served),
    ("container_memory_usage_bytes", .served),
    ("container_memory_max_usage_bytes", .served),
    ("container_memory_working_set_bytes", .served),
    ("container_memory_total_active_file_bytes", .served),
    ("container_memory_total_inactive_file_bytes", .served),
    ("container_memory_failures_total", .served),
    ("container_memory_events_high_total", .served),
    ("container_memory_events_max_total", .served),
    ("container_memory_file_dirty_bytes", .served),
    ("container_memory_file_writeback_bytes", .served),
    ("container_memory_pgscan_total", .served),
    ("container_memory_pgsteal_total", .served),
    ("container_memory_workingset_refault_file_total", .served),
    ("container_memory_workingset_refault_anon_total", .served),
    ("container_memory_migrate", .absent("a setting of cgroup v1's cpuset; off there by default")),
    (
      "container_memory_numa_pages",
      .absent("a series for each kind and node; off there by default")
    ),
    ("container_fs_inodes_free", .absent(filesystem)),
    ("container_fs_inodes_total", .absent(filesystem)),
    ("container_fs_limit_bytes", .absent(filesystem)),
    ("container_fs_usage_bytes", .absent("known only by walking through all files of a container")),
    ("container_fs_reads_bytes_total", .served),
    ("container_fs_reads_total", .served),
    ("container_fs_sector_reads_total", .absent(scheduler)),
    ("container_fs_reads_merged_total", .absent(scheduler)),
    ("container_fs_read_seconds_total", .absent(scheduler)),
    ("container_fs_writes_bytes_total", .served),
    ("container_fs_writes_total", .served),
    ("container_fs_sector_writes_total", .absent(scheduler)),
    ("container_fs_writes_merged_total", .absent(scheduler)),
    ("container_fs_write_seconds_total", .absent(scheduler)),
    ("container_fs_io_current", .absent(scheduler)),
    ("container_fs_io_time_seconds_total", .absent(scheduler)),
    ("container_fs_io_time_weighted_seconds_total", .absent(scheduler)),
    ("container_fs_io_cost_usage_seconds_total", .served),
    ("container_fs_io_cost_wait_seconds_total", .served),
    ("container_fs_io_cost_indebt_seconds_total", .served),
    ("container_fs_io_cost_indelay_seconds_total", .served),
    ("container_blkio_device_usage_total", .served),
    ("container_network_receive_bytes_total", .served),
    ("container_network_receive_packets_total", .served),
    ("container_network_receive_packets_dropped_total", .served),
    ("container_network_receive_errors_total", .served),
    ("container_network_transmit_bytes_total", .served),
    ("container_network_transmit_packets_total", .served),
    ("container_network_transmit_packets_dropped_total", .served),
    ("container_network_transmit_errors_total", .served),
    ("container_network_tcp_usage_total", .served),
    ("container_network_tcp6_usage_total", .served),
    (
      "container_network_advance_tcp_stats_total",
      .absent("a hundred series for each container; off there by default")
    ),
    ("container_network_udp6_usage_total", .served),
    ("container_network_udp_usage_total", .served),
    ("container_processes", .served),
    ("container_file_descriptors", .served),
    ("container_sockets", .served),
    ("container_threads_max", .served),
    ("container_threads", .served),
    ("container_ulimits_soft", .served),
    (
      "container_referenced_bytes",
      .absent("to know it is to reset the marks on every page of every process")
    ),
    ("container_oom_events_total", .served),
    ("container_pressure_cpu_stalled_seconds_total", .served),
    ("container_pressure_cpu_waiting_seconds_total", .served),
    ("container_pressure_memory_stalled_seconds_total", .served),
    ("container_pressure_memory_waiting_seconds_total", .served),
    ("container_pressure_io_stalled_seconds_total", .served),
    ("container_pressure_io_waiting_seconds_total", .served),
    ("container_creation_time_seconds", .served),
    ("container_start_time_seconds", .served),
    ("container_spec_cpu_period", .served),
    ("container_spec_cpu_quota", .served),
    ("container_spec_cpu_shares", .served),
    ("container_spec_memory_limit_bytes", .served),
    ("container_spec_memory_swap_limit_bytes", .served),
    ("container_spec_memory_reservation_limit_bytes", .served),
    ("container_tasks_state", .absent(load)),
    ("container_scrape_error", .absent("docker_scrape_collector_failed says it by collector")),
    ("machine_cpu_cores", .served),
    ("machine_cpu_physical_cores", .served),
    ("machine_cpu_sockets", .served),
    ("machine_memory_bytes", .served),
    ("machine_swap_bytes", .served),
    ("machine_scrape_error", .absent("docker_scrape_collector_failed says it by collector")),
  ]

  private static let schedstat =
    "the sum over all living threads, which goes back when one ends; off there by default"
  private static let load = "asks the kernel once a second between scrapes; zero there by default"
  private static let filesystem =
    "of the file system that all containers share, as node_filesystem_* has it"
  private static let scheduler = "counted only by a scheduler that left the kernel with Linux 5.0"
}
