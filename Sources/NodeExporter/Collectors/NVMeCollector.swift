import Shared

/// NVMe controllers and what is on them, from `/sys/class/nvme`.
struct NVMeCollector: Collector {
  let name = "nvme"
  private let sys: FileTree
  private let controllers: DeviceFolder
  private static let folder = "class/nvme"

  init(_ host: HostPaths) {
    sys = host.sys
    controllers = DeviceFolder(
      host.sys, Self.folder, attributes: ["state"],
      constants: ["cntlid", "firmware_rev", "model", "serial"])
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var sizes = FamilyGroups()
    metrics.family("node_nvme_info", .gauge, "What a controller is, always 1.")
    let controllers = try controllers.devices()
    for controller in controllers {
      var pairs: [(name: String, value: String)] = []
      if let identifier = controller.constants[0] { pairs.append(("cntlid", identifier)) }
      pairs.append(("device", controller.name))
      for (label, text) in zip(
        ["firmware_revision", "model", "serial"], controller.constants.dropFirst())
      { pairs.append((label, text ?? "")) }
      pairs.append(("state", (try? controller.attributes[0].text()) ?? ""))
      metrics.sample(true, Labels(pairs: pairs))
    }
    for controller in controllers {
      namespaces(of: controller.name, into: &sizes, noting: &losses)
    }
    sizes.write(into: &metrics)
    try losses.report()
  }

  /// `nvme0n1`, or `nvme0c1n1` of a controller that is one of several ways to it.
  private func namespaces(
    of controller: String, into groups: inout FamilyGroups, noting losses: inout Losses
  ) {
    let folder = "\(Self.folder)/\(controller)"
    for name in (try? sys.names(in: folder)) ?? [] where name.hasPrefix("nvme") {
      let namespace = "\(folder)/\(name)"
      func number(_ file: String) -> Int? {
        sys.fileReadOnce("\(namespace)/\(file)").measured(noting: &losses)
      }
      guard let identifier = number("nsid") else { continue }
      let labels = Labels([Label("device", controller), Label("nsid", "\(identifier)")])
      let state = (try? sys.fileReadOnce("\(namespace)/ana_state").text()) ?? "unknown"
      groups.append(
        Self.info, true,
        Labels([
          Label("ana_state", state), Label("device", controller), Label("nsid", "\(identifier)"),
        ]))
      // The size is in sectors of 512 bytes, as of all block devices; what is used in blocks.
      if let size = number("size") {
        groups.append(Self.capacity, size &* 512, labels)
        groups.append(Self.size, size &* 512, labels)
      }
      if let block = number("queue/logical_block_size") {
        groups.append(Self.block, block, labels)
        if let used = number("nuse") { groups.append(Self.used, used &* block, labels) }
      }
    }
  }

  private static let info = FamilyHeader(
    "node_nvme_namespace_info", .gauge, "How a namespace can be reached, always 1.")
  private static let capacity = FamilyHeader(
    "node_nvme_namespace_capacity_bytes", .gauge, "Bytes that a namespace can hold.")
  private static let size = FamilyHeader(
    "node_nvme_namespace_size_bytes", .gauge, "Size of a namespace in bytes.")
  private static let used = FamilyHeader(
    "node_nvme_namespace_used_bytes", .gauge, "Bytes of a namespace that are in use.")
  private static let block = FamilyHeader(
    "node_nvme_namespace_logical_block_size_bytes", .gauge, "Size of a namespace's blocks.")
}
