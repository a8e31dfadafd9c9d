import ArgumentParser
import Shared

/// The caches of the kernel's allocator, from `/proc/slabinfo`, which only root can read.
struct SlabinfoCollector: Collector {
  let name = "slabinfo"
  private let slabinfo: KernelFile
  private let filter: NameFilter

  struct Options: ParsableArguments, Sendable {
    @Option(
      name: .customLong("collector.slabinfo.slabs-include"),
      help: "Regular expression of the caches to expose.")
    var include: String?

    @Option(
      name: .customLong("collector.slabinfo.slabs-exclude"),
      help: "Regular expression of the caches to leave out.")
    var exclude: String?
  }

  init(_ host: HostPaths, _ options: Options) throws {
    slabinfo = host.proc.file("slabinfo")
    filter = NameFilter(
      include: try Pattern.of(
        flag: "collector.slabinfo.slabs-include", options.include == ".*" ? nil : options.include),
      exclude: try Pattern.of(flag: "collector.slabinfo.slabs-exclude", options.exclude))
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try slabinfo.readOrAbsent()
    var caches: [(labels: Labels, numbers: [UInt64])] = []
    try slabinfo.parsing {
      var lines = TextCursor(file.span)
      // The version and the names of the columns.
      _ = lines.nextLine()
      _ = lines.nextLine()
      while var line = lines.nextLine() {
        let cache = line.field()
        guard !cache.isEmpty, filter.wants(cache) else { continue }
        caches.append(
          (Labels([Label("slab", cache)]), try Self.families.map { _ in try line.integer() }))
      }
    }
    for (column, family) in Self.families.enumerated() {
      metrics.family(family)
      for cache in caches { metrics.sample(cache.numbers[column], cache.labels) }
    }
  }

  /// In the order of the columns.
  private static let families = [
    FamilyHeader("node_slabinfo_active_objects", .gauge, "Objects of a cache that are in use."),
    FamilyHeader("node_slabinfo_objects", .gauge, "Objects that a cache has."),
    FamilyHeader("node_slabinfo_object_size_bytes", .gauge, "The size of a cache's objects."),
    FamilyHeader("node_slabinfo_objects_per_slab", .gauge, "Objects in each slab of a cache."),
    FamilyHeader("node_slabinfo_pages_per_slab", .gauge, "Pages in each slab of a cache."),
  ]
}
