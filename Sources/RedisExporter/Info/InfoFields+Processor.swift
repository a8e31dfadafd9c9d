extension InfoFields {
  /// Processor time.
  static let processor: [InfoField] = [
    .counter(
      "used_cpu_sys", "redis_cpu_sys_seconds_total",
      "Processor time that the server spent in the kernel."),
    .counter(
      "used_cpu_user", "redis_cpu_user_seconds_total",
      "Processor time that the server spent in its own code."),
    .counter(
      "used_cpu_sys_children", "redis_cpu_sys_children_seconds_total",
      "Processor time that the server's children spent in the kernel."),
    .counter(
      "used_cpu_user_children", "redis_cpu_user_children_seconds_total",
      "Processor time that the server's children spent in their own code."),
    .counter(
      "used_cpu_sys_main_thread", "redis_cpu_sys_main_thread_seconds_total",
      "Processor time that the main thread spent in the kernel."),
    .counter(
      "used_cpu_user_main_thread", "redis_cpu_user_main_thread_seconds_total",
      "Processor time that the main thread spent in its own code."),
    .counter(
      "used_active_time_main_thread", "redis_active_time_main_thread_seconds_total",
      "Time that the main thread was busy."),
  ]
}
