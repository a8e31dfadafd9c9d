extension InfoFields {
  /// Where the memory goes.
  static let memory: [InfoField] = [
    .gauge(
      "allocator_active", "redis_allocator_active_bytes",
      "Bytes in the allocator's active pages, fragmentation included."),
    .gauge(
      "allocator_allocated", "redis_allocator_allocated_bytes",
      "Bytes that were allocated through the allocator."),
    .gauge(
      "allocator_resident", "redis_allocator_resident_bytes",
      "Bytes of the allocator that are resident."),
    .gauge(
      "allocator_frag_ratio", "redis_allocator_frag_ratio",
      "The allocator's active bytes over its allocated ones."),
    .gauge(
      "allocator_frag_bytes", "redis_allocator_frag_bytes",
      "Active bytes of the allocator beyond the allocated ones."),
    .gauge(
      "allocator_muzzy", "redis_allocator_muzzy_bytes",
      "Bytes that the allocator gave back lazily and the kernel may still keep."),
    .gauge(
      "allocator_rss_ratio", "redis_allocator_rss_ratio",
      "The allocator's resident bytes over its active ones."),
    .gauge(
      "allocator_rss_bytes", "redis_allocator_rss_bytes",
      "Resident bytes of the allocator beyond the active ones."),
    .gauge(
      "rss_overhead_ratio", "redis_rss_overhead_ratio",
      "The process's resident bytes over those of the allocator."),
    .gauge(
      "rss_overhead_bytes", "redis_rss_overhead_bytes",
      "Resident bytes of the process beyond those of the allocator."),
    .gauge("used_memory", "redis_memory_used_bytes", "Bytes that the server has allocated."),
    .gauge(
      "used_memory_rss", "redis_memory_used_rss_bytes",
      "Bytes of the server that are resident, as the system sees it."),
    .gauge(
      "used_memory_peak", "redis_memory_used_peak_bytes",
      "The most bytes that the server had allocated."),
    .gauge(
      "used_memory_lua", "redis_memory_used_lua_bytes",
      "Bytes that the Lua engine uses for EVAL scripts."),
    .gauge(
      "used_memory_vm_eval", "redis_memory_used_vm_eval_bytes",
      "Bytes of the virtual machines that run EVAL scripts."),
    .gauge(
      "used_memory_scripts_eval", "redis_memory_used_scripts_eval_bytes",
      "Bytes that EVAL scripts take outside of their virtual machine."),
    .gauge(
      "used_memory_overhead", "redis_memory_used_overhead_bytes",
      "Bytes for the server's own housekeeping."),
    .gauge(
      "used_memory_startup", "redis_memory_used_startup_bytes",
      "Bytes that were allocated when the server had started."),
    .gauge(
      "used_memory_dataset", "redis_memory_used_dataset_bytes",
      "Bytes of the data: what is used less the overhead."),
    .gauge(
      "number_of_cached_scripts", "redis_number_of_cached_scripts",
      "EVAL scripts that the server keeps."),
    .gauge("number_of_functions", "redis_number_of_functions", "Functions that are loaded."),
    .gauge(
      "number_of_libraries", "redis_number_of_libraries", "Libraries of functions that are loaded."),
    .gauge(
      "used_memory_vm_functions", "redis_memory_used_vm_functions_bytes",
      "Bytes of the virtual machines that run functions."),
    .gauge(
      "used_memory_scripts", "redis_memory_used_scripts_bytes",
      "Bytes that scripts and functions take outside of their virtual machines."),
    .gauge(
      "used_memory_functions", "redis_memory_used_functions_bytes",
      "Bytes that functions take outside of their virtual machine."),
    .gauge(
      "used_memory_vm_total", "redis_memory_used_vm_total",
      "Bytes of all virtual machines that run scripts and functions."),
    .gauge(
      "maxmemory", "redis_memory_max_bytes",
      "The limit of the memory for data in bytes, 0 where there is none."),
    .gauge(
      "maxmemory_reservation", "redis_memory_max_reservation_bytes",
      "Bytes that are set aside for other things than data, on Azure."),
    .gauge(
      "maxmemory_desired_reservation", "redis_memory_max_reservation_desired_bytes",
      "Bytes that are wanted for other things than data, on Azure."),
    .gauge(
      "maxfragmentationmemory_reservation", "redis_memory_max_fragmentation_reservation_bytes",
      "Bytes that are set aside for fragmentation, on Azure."),
    .gauge(
      "maxfragmentationmemory_desired_reservation",
      "redis_memory_max_fragmentation_reservation_desired_bytes",
      "Bytes that are wanted for fragmentation, on Azure."),
    .gauge(
      "mem_fragmentation_ratio", "redis_mem_fragmentation_ratio",
      "The process's resident bytes over those that it has allocated."),
    .gauge(
      "mem_fragmentation_bytes", "redis_mem_fragmentation_bytes",
      "Resident bytes of the process beyond those that it has allocated."),
    .gauge("mem_clients_slaves", "redis_mem_clients_slaves", "Bytes in the buffers of replicas."),
    .gauge(
      "mem_clients_normal", "redis_mem_clients_normal", "Bytes in the buffers of normal clients."),
    .gauge(
      "mem_cluster_links", "redis_mem_cluster_links_bytes",
      "Bytes in the links to other nodes of the cluster."),
    .gauge(
      "mem_aof_buffer", "redis_mem_aof_buffer_bytes",
      "Bytes in the buffers of the append-only file."),
    .gauge(
      "mem_replication_backlog", "redis_mem_replication_backlog_bytes",
      "Bytes of the replication backlog."),
    .gauge(
      "mem_not_counted_for_evict", "redis_mem_not_counted_for_eviction_bytes",
      "Bytes that do not count when keys are evicted."),
    .gauge(
      "mem_total_replication_buffers", "redis_mem_total_replication_buffers_bytes",
      "Bytes of all buffers for replication."),
    .gauge(
      "mem_overhead_db_hashtable_rehashing", "redis_mem_overhead_db_hashtable_rehashing_bytes",
      "Bytes that are temporarily needed to grow the tables of keys."),
    .gauge(
      "lazyfree_pending_objects", "redis_lazyfree_pending_objects",
      "Objects that are yet to be freed in the background."),
    .gauge(
      "lazyfreed_objects", "redis_lazyfreed_objects", "Objects that were freed in the background."),
    .gauge(
      "active_defrag_running", "redis_active_defrag_running",
      "How much of the processor active defragmentation means to take, in percent, or whether it runs."
    ),
    .gauge(
      "total_system_memory", "redis_total_system_memory_bytes", "Memory of the whole machine."),
  ]
}
