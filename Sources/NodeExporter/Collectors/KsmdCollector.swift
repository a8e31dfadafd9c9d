import Shared

/// Pages that the kernel merges because they are the same, from `/sys/kernel/mm/ksm`
/// (`Documentation/admin-guide/mm/ksm.rst`).
struct KsmdCollector: Collector {
  let name = "ksmd"
  private let files: [KernelFile]

  init(_ host: HostPaths) {
    files = Self.numbers.map { host.sys.attribute("kernel/mm/ksm/\($0.file)") }
  }

  func collect(into metrics: inout MetricWriter) throws {
    // Every kernel that can merge pages shows this one.
    do throws(SystemError) {
      _ = try files[0].read()
    } catch {
      if error.isNotFound { throw Absent(files[0].path) }
    }
    var losses = Losses()
    var table = NumberTable(Self.numbers)
    table.append(.none, files, noting: &losses)
    table.write(into: &metrics)
    try losses.report()
  }

  private static let numbers: [NumberFile] = [
    .gauge(
      "run", "node_ksmd_run", "Whether pages are merged: 0 no, 1 yes, 2 all were split again."),
    .counter("full_scans", "node_ksmd_full_scans_total", "Times that all areas were scanned."),
    .gauge(
      "general_profit", "node_ksmd_general_profit_bytes",
      "Memory that is saved, less what the bookkeeping takes, in bytes."),
    .gauge(
      "merge_across_nodes", "node_ksmd_merge_across_nodes",
      "Whether pages of different memory nodes are merged."),
    .gauge("pages_shared", "node_ksmd_pages_shared", "Shared pages that are in use."),
    .gauge(
      "pages_sharing", "node_ksmd_pages_sharing", "Pages that share one, which is what is saved."),
    .gauge("pages_to_scan", "node_ksmd_pages_to_scan", "Pages to scan before the daemon sleeps."),
    .gauge("pages_unshared", "node_ksmd_pages_unshared", "Pages that are unlike all others."),
    .gauge(
      "pages_volatile", "node_ksmd_pages_volatile", "Pages that change too fast to be merged."),
    .gauge(
      "sleep_millisecs", "node_ksmd_sleep_seconds", "Seconds that the daemon sleeps between scans.",
      .decimals(3)),
  ]
}
