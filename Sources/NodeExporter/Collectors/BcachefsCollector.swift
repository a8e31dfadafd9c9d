import Shared

/// File systems of bcachefs, from `/sys/fs/bcachefs`.
struct BcachefsCollector: Collector {
  let name = "bcachefs"
  private let sys: FileTree
  private static let folder = "fs/bcachefs"

  init(_ host: HostPaths) {
    sys = host.sys
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var groups = FamilyGroups()
    for uuid in try sys.namesOrAbsent(in: Self.folder) {
      let folder = "\(Self.folder)/\(uuid)"
      guard let names = try? sys.names(in: folder) else { continue }
      let labels = Labels([Label("uuid", uuid)])
      groups.append(Self.info, true, labels)
      let size = sys.fileReadOnce("\(folder)/btree_cache_size").measured(.decimal, noting: &losses)
      if let size { groups.append(Self.cacheSize, size, labels) }
      compression("\(folder)/compression_stats", uuid, into: &groups, noting: &losses)
      errors("\(folder)/errors", uuid, into: &groups, noting: &losses)
      counters("\(folder)/counters", labels, into: &groups, noting: &losses)
      writes("\(folder)/btree_write_stats", uuid, into: &groups, noting: &losses)
      for name in names {
        guard let device = name.dropping(prefix: "dev-") else { continue }
        write(device, "\(folder)/\(name)", uuid, into: &groups, noting: &losses)
      }
    }
    groups.write(into: &metrics)
    try losses.report()
  }

  /// Runs `body` over the lines of a file that may be missing.
  private func lines(
    of path: String, noting losses: inout Losses,
    _ body: (inout TextCursor) throws -> Void
  ) {
    let file = sys.fileReadOnce(path)
    guard let contents = try? file.read() else { return }
    losses.noting {
      try file.parsing {
        var lines = TextCursor(contents.span)
        while var line = lines.nextLine() { try body(&line) }
      }
    }
  }

  /// `zstd: 1.2G 3.4G 56k`, under a header.
  private func compression(
    _ path: String, _ uuid: String, into groups: inout FamilyGroups, noting losses: inout Losses
  ) {
    lines(of: path, noting: &losses) { line in
      guard let algorithm = line.field().dropping(suffix: ":") else { return }
      let labels = Labels([Label("algorithm", algorithm), Label("uuid", uuid)])
      groups.append(Self.compressed, try line.humanNumber(), labels)
      groups.append(Self.uncompressed, try line.humanNumber(), labels)
    }
  }

  /// `btree_node_read_err 3 1750000000`.
  private func errors(
    _ path: String, _ uuid: String, into groups: inout FamilyGroups, noting losses: inout Losses
  ) {
    lines(of: path, noting: &losses) { line in
      let type = line.field()
      line.skipBlanks()
      if line.isAtEnd { return }
      groups.append(
        Self.errors, try line.integer(), Labels([Label("error_type", type), Label("uuid", uuid)]))
    }
  }

  /// A file for each counter, with what it was since the file system was mounted and since it was
  /// made.
  private func counters(
    _ folder: String, _ labels: Labels, into groups: inout FamilyGroups,
    noting losses: inout Losses
  ) {
    for name in (try? sys.names(in: folder)) ?? [] {
      lines(of: "\(folder)/\(name)", noting: &losses) { line in
        guard line.take(prefix: "since filesystem creation:") else { return }
        groups.append(
          "node_bcachefs_\(metricName(name))_total", try line.humanNumber(), labels
        ) {
          FamilyHeader(
            "node_bcachefs_\(metricName(name))_total", .counter,
            "The counter \(name), since the file system was made.")
        }
      }
    }
  }

  /// `initial: 19088 108k`, under a header.
  private func writes(
    _ path: String, _ uuid: String, into groups: inout FamilyGroups, noting losses: inout Losses
  ) {
    lines(of: path, noting: &losses) { line in
      guard let type = line.field().dropping(suffix: ":") else { return }
      let labels = Labels([Label("type", type), Label("uuid", uuid)])
      groups.append(Self.writes, try line.integer(), labels)
      groups.append(Self.writeSize, try line.humanNumber(), labels)
    }
  }

  private func write(
    _ device: String, _ folder: String, _ uuid: String, into groups: inout FamilyGroups,
    noting losses: inout Losses
  ) {
    func text(_ name: String) -> String {
      (try? sys.fileReadOnce("\(folder)/\(name)").text()) ?? ""
    }
    let labels = Labels([Label("device", device), Label("uuid", uuid)])
    groups.append(
      Self.device, true,
      Labels([
        Label("device", device), Label("label", text("label")), Label("state", text("state")),
        Label("uuid", uuid),
      ]))
    for number in Self.ofDevice {
      let file = sys.fileReadOnce("\(folder)/\(number.file)")
      if let value = file.measured(.decimal, noting: &losses) {
        groups.append(number.header, value, labels)
      }
    }
    // `read:` and `write:` stand before the lines of their kinds of data.
    var operation = ""
    lines(of: "\(folder)/io_done", noting: &losses) { line in
      var padded = line.slice(upTo: ":")
      let key = padded.remainder()
      line.skipBlanks()
      if line.isAtEnd {
        operation = key
      } else if !operation.isEmpty {
        groups.append(
          Self.done, try line.integer(),
          Labels([
            Label("data_type", key), Label("device", device), Label("operation", operation),
            Label("uuid", uuid),
          ]))
      }
    }
    // The section that is wanted, and then those of other times.
    var isWanted = false
    lines(of: "\(folder)/io_errors", noting: &losses) { line in
      if line.take(prefix: "IO errors since ") {
        isWanted = line.take(prefix: "filesystem creation")
        return
      }
      let type = line.field(upTo: ":")
      line.skipBlanks()
      guard isWanted, !line.isAtEnd else { return }
      groups.append(
        Self.failures, try line.integer(),
        Labels([Label("device", device), Label("type", type), Label("uuid", uuid)]))
    }
  }
}

extension TextCursor {
  /// Takes the next field as a number that is written for people.
  fileprivate mutating func humanNumber() throws(ParseError) -> Double {
    let text = field()
    guard let value = HumanNumber.value(text, .decimal) else {
      throw ParseError(expected: "a number", found: text)
    }
    return value
  }
}

// MARK: - Families

extension BcachefsCollector {
  private static let ofDevice: [NumberFile] = [
    .gauge("bucket_size", "node_bcachefs_device_bucket_size_bytes", "Size of a device's buckets."),
    .gauge("nbuckets", "node_bcachefs_device_buckets", "Buckets of a device."),
    .gauge(
      "durability", "node_bcachefs_device_durability",
      "For how many copies one on the device counts."),
  ]

  private static let info = FamilyHeader("node_bcachefs_info", .gauge, "A file system, always 1.")
  private static let cacheSize = FamilyHeader(
    "node_bcachefs_btree_cache_size_bytes", .gauge, "Memory that the trees take.")
  private static let compressed = FamilyHeader(
    "node_bcachefs_compression_compressed_bytes", .gauge,
    "Size of the data by the way it is compressed.")
  private static let uncompressed = FamilyHeader(
    "node_bcachefs_compression_uncompressed_bytes", .gauge,
    "The same, as it was before it was compressed.")
  private static let errors = FamilyHeader(
    "node_bcachefs_errors_total", .counter, "Errors found in the file system.")
  private static let writes = FamilyHeader(
    "node_bcachefs_btree_writes_total", .counter, "Writes of nodes, by their reason.")
  private static let writeSize = FamilyHeader(
    "node_bcachefs_btree_write_average_size_bytes", .gauge, "Size of these writes, on average.")
  private static let device = FamilyHeader(
    "node_bcachefs_device_info", .gauge, "A device of the file system, always 1.")
  private static let done = FamilyHeader(
    "node_bcachefs_device_io_done_bytes_total", .counter, "Bytes read and written, by their use.")
  private static let failures = FamilyHeader(
    "node_bcachefs_device_io_errors_total", .counter,
    "Errors of a device, since the file system was made.")
}
