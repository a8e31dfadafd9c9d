extension InfoFields {
  /// What Tile38 says in answer to `SERVER EXT`.
  static let tile38: [InfoField] = [
    .gauge("tile38_aof_size", "redis_tile38_aof_size_bytes", "Size of the append-only file."),
    .gauge("tile38_avg_point_size", "redis_tile38_avg_item_size_bytes", "Average size of a point."),
    .gauge("tile38_sys_cpus", "redis_tile38_cpus_total", "Processors of the machine."),
    .gauge(
      "tile38_heap_released_bytes", "redis_tile38_heap_released_bytes",
      "Bytes of the heap that were given back to the system."),
    .gauge(
      "tile38_heap_alloc_bytes", "redis_tile38_heap_size_bytes",
      "Bytes of the heap that are allocated."),
    .gauge("tile38_http_transport", "redis_tile38_http_transport", "Whether HTTP is served."),
    .gauge(
      "tile38_in_memory_size", "redis_tile38_in_memory_size_bytes",
      "Bytes of all objects in memory."),
    .gauge("tile38_max_heap_size", "redis_tile38_max_heap_size_bytes", "The limit of the heap."),
    .gauge(
      "tile38_alloc_bytes", "redis_tile38_mem_alloc_bytes", "Bytes that are allocated and in use."),
    .gauge("tile38_num_collections", "redis_tile38_num_collections_total", "Collections."),
    .gauge("tile38_num_hooks", "redis_tile38_num_hooks_total", "Hooks."),
    .gauge("tile38_num_objects", "redis_tile38_num_objects_total", "Objects."),
    .gauge("tile38_num_points", "redis_tile38_num_points_total", "Points."),
    .gauge("tile38_pointer_size", "redis_tile38_pointer_size_bytes", "Size of a pointer."),
    .gauge("tile38_read_only", "redis_tile38_read_only", "Whether the server accepts no changes."),
    .gauge("tile38_go_threads", "redis_tile38_threads_total", "Threads of the server's runtime."),
    .gauge("tile38_go_goroutines", "redis_tile38_go_goroutines_total", "Goroutines of the server."),
    .gauge(
      "tile38_last_gc_time_seconds", "redis_tile38_last_gc_time_seconds",
      "When garbage was last collected, in seconds since 1970."),
    .gauge(
      "tile38_next_gc_bytes", "redis_tile38_next_gc_bytes",
      "The size of the heap at which garbage is next collected."),
  ]
}
