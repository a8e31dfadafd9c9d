import Shared

/// Where a ``BlockIOTable`` comes from: `io.stat` of the second version, or
/// `blkio.throttle.io_service_bytes` and `blkio.throttle.io_serviced` of the first, with the groups
/// below where the kernel adds them up.
///
/// What else the first version had came from a scheduler that left the kernel with Linux 5.0.
struct BlockIOFiles: Sendable {
  private let bytes: KernelFile?
  private let requests: KernelFile?
  private let unified: KernelFile?

  init(_ folders: CgroupFolders, _ budget: DescriptorBudget) {
    let folder = folders.blockIO
    // As literals, which cost a container nothing.
    func first(_ recursive: String, _ own: String) -> KernelFile? {
      guard folder?.isUnified == false else { return nil }
      return folder?.file(recursive, budget) ?? folder?.file(own, budget)
    }
    bytes = first(
      "blkio.throttle.io_service_bytes_recursive", "blkio.throttle.io_service_bytes")
    requests = first("blkio.throttle.io_serviced_recursive", "blkio.throttle.io_serviced")
    unified = folder?.isUnified == true ? folder?.file("io.stat", budget) : nil
  }

  func read() throws -> BlockIOTable {
    var table = BlockIOTable()
    if let bytes {
      let file = try bytes.read()
      try bytes.parsing { try table.readFirst(file.span, into: \.bytes) }
    }
    if let requests {
      let file = try requests.read()
      try requests.parsing { try table.readFirst(file.span, into: \.requests) }
    }
    if let unified {
      let file = try unified.read()
      try unified.parsing { try table.readSecond(file.span) }
    }
    return table
  }
}
