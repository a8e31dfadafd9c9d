import Shared

/// One of the files in `/proc/net/rpc`: lines with a key, of which some count the procedures of a
/// version of NFS and the others something of their own.
struct RPCStatistics: Sendable {
  let table: ColumnTable
  let requests: [String: RequestCounts]

  func write(_ file: KernelFile, into metrics: inout MetricWriter) throws {
    let contents = try file.readOrAbsent()
    var groups = FamilyGroups()
    try file.parsing {
      var lines = TextCursor(contents.span)
      while var line = lines.nextLine() {
        let key = line.field()
        if let requests = requests[key] {
          try requests.read(&line, into: &groups)
        } else {
          try table.read(key, &line, into: &groups)
        }
      }
    }
    groups.write(into: &metrics)
  }
}
