import Shared
import TestSupport

@testable import NodeExporter

/// The host of `Tests/Recorded/host.txt`, with a device of every kind, as a folder.
struct RecordedHost {
  let folder: TemporaryFolder
  /// The paths of its files, links left out, in the order of the archive.
  let files: [String]
  let contents: [String: [UInt8]]

  static let archive =
    "\(#filePath)".split(separator: "/").dropLast(3).reduce("") {
      "\($0)/\($1)"
    } + "/Recorded"

  init() throws {
    folder = try TemporaryFolder()
    let archive = try FileTree(root: Self.archive).read("host.txt")
    var files: [String] = []
    var contents: [String: [UInt8]] = [:]
    var current: String?
    for line in archive.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let text = String(decoding: line, as: UTF8.self)
      guard let name = text.dropping(prefix: "== ") else {
        if let current { contents[current, default: []] += line + [UInt8(ascii: "\n")] }
        continue
      }
      let halves = name.split(separator: " -> ").map(String.init)
      if halves.count == 2 {
        try folder.link(halves[0], to: halves[1])
        current = nil
      } else {
        files.append(name)
        contents[name] = []
        current = name
      }
    }
    for (name, bytes) in contents { try folder.write(bytes, to: name) }
    self.files = files
    self.contents = contents
  }

  /// - Parameter keepingOfSys: How many descriptors of `/sys` are kept between scrapes.
  func paths(keepingOfSys budget: Int = 2048) -> HostPaths {
    HostPaths(
      procfs: "\(folder.path)/proc", sysfs: "\(folder.path)/sys", rootfs: folder.path,
      udevData: "\(folder.path)/udev/data", keepingOfSys: DescriptorBudget(budget))
  }

  /// Flags that turn on what the collectors do not do unasked.
  func options() throws -> HostOptions {
    try HostOptions.parse([
      "--no-collector.arp.netlink", "--collector.bcache.priorityStats", "--collector.cpu.info",
      "--collector.cpu.info.bugs-include", ".*", "--collector.cpu.info.flags-include", "^avx",
      "--collector.pcidevice.names", "--collector.processes.top", "5", "--collector.stat.softirq",
      "--collector.sysctl.include", "kernel.threads-max", "--collector.sysctl.include",
      "fs.file-nr", "--collector.sysctl.include", "fs.file-nr:total,current,max",
      "--collector.sysctl.include-info", "kernel.seccomp.actions_avail",
      "--collector.textfile.directory", "\(folder.path)/textfile/two_metric_files",
    ])
  }
}
