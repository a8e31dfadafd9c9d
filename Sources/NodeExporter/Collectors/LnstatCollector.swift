import Shared

/// What the kernel's network caches count on each processor, from the tables in `/proc/net/stat`.
struct LnstatCollector: Collector {
  let name = "lnstat"
  private let proc: FileTree

  init(_ host: HostPaths) {
    proc = host.proc
  }

  func collect(into metrics: inout MetricWriter) throws {
    let subsystems: [String]
    do throws(SystemError) {
      subsystems = try proc.names(in: "net/stat")
    } catch {
      if error.isNotFound { throw Absent(proc.path("net/stat")) }
      throw error
    }
    var losses = Losses()
    var groups = FamilyGroups()
    for subsystem in subsystems {
      losses.noting { try read(subsystem, into: &groups) }
    }
    groups.write(into: &metrics)
    try losses.report()
  }

  /// Reads one table: names of columns, then a line of hexadecimal numbers for each processor.
  private func read(_ subsystem: String, into groups: inout FamilyGroups) throws {
    let table = proc.fileReadOnce("net/stat/\(subsystem)")
    let file = try table.read()
    try table.parsing {
      var lines = TextCursor(file.span)
      var columns: [String] = []
      if var header = lines.nextLine() {
        header.skipBlanks()
        while !header.isAtEnd {
          columns.append(header.field())
          header.skipBlanks()
        }
      }
      var cpu = 0
      while var line = lines.nextLine() {
        let labels = Labels([Label("cpu", "\(cpu)"), Label("subsystem", subsystem)])
        for column in columns {
          groups.append(column, try line.hexadecimal(), labels) {
            FamilyHeader(
              "node_lnstat_\(column)_total", .counter,
              "The column \(column) of the tables in /proc/net/stat.")
          }
        }
        cpu += 1
      }
    }
  }
}
