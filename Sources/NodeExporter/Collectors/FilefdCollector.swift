import Shared

/// Open files of the whole system, from `/proc/sys/fs/file-nr`.
struct FilefdCollector: Collector {
  let name = "filefd"
  private let fileNr: KernelFile

  init(_ host: HostPaths) {
    fileNr = host.proc.file("sys/fs/file-nr")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try fileNr.read()
    try fileNr.parsing {
      // Allocated, free (0 since Linux 2.6), maximum.
      var fields = TextCursor(file.span)
      metrics.gauge("node_filefd_allocated", "File handles in use.", try fields.integer())
      fields.skip()
      metrics.gauge(
        "node_filefd_maximum", "File handles that the kernel will allocate at most.",
        try fields.integer())
    }
  }
}
