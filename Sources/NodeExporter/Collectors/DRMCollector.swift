import Shared

/// Graphics cards of AMD, from `/sys/class/drm`.
struct DRMCollector: Collector {
  let name = "drm"
  private let sys: FileTree
  private let cards: DeviceFolder
  private static let folder = "class/drm"

  init(_ host: HostPaths) {
    sys = host.sys
    cards = DeviceFolder(
      host.sys, Self.folder,
      attributes: Self.numbers.map(\.file) + ["device/power_dpm_force_performance_level"],
      constants: ["device/uevent", "device/mem_info_vram_vendor", "device/unique_id"])
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var table = NumberTable(Self.numbers)
    metrics.family("node_drm_card_info", .gauge, "What a card is and how it is driven, always 1.")
    // The others are its outputs, `card0-DP-1`.
    for card in try Absent.or([], { try cards.devices { $0.isNumbered("card") } }) {
      guard card.constants[0]?.contains("DRIVER=amdgpu") == true else { continue }
      table.append(
        Labels([Label("card", card.name)]), card.attributes.prefix(Self.numbers.count),
        noting: &losses)
      var pairs = [(name: "card", value: card.name)]
      let chip = chip(of: card.name)
      if !chip.isEmpty { pairs.append(("chip", chip)) }
      pairs += [
        ("memory_vendor", card.constants[1] ?? ""),
        ("power_performance_level", (try? card.attributes[Self.numbers.count].text()) ?? ""),
        ("unique_id", card.constants[2] ?? ""), ("vendor", "amd"),
      ]
      metrics.sample(true, Labels(pairs: pairs))
    }
    table.write(into: &metrics)
    try losses.report()
  }

  /// Where the card sits, as its sensors are named.
  private func chip(of card: String) -> String {
    let device = hwmonName(sys.resolved("\(Self.folder)/\(card)/device")?.last ?? "")
    let bus = hwmonName(sys.link("\(Self.folder)/\(card)/device/subsystem")?.lastPart ?? "")
    return bus.isEmpty || device.isEmpty ? device : "\(bus)_\(device)"
  }

  private static let numbers: [NumberFile] = [
    .gauge("device/gpu_busy_percent", "node_drm_gpu_busy_percent", "How busy the card is."),
    .gauge(
      "device/mem_info_gtt_total", "node_drm_memory_gtt_size_bytes",
      "Memory of the machine that the card can use."),
    .gauge("device/mem_info_gtt_used", "node_drm_memory_gtt_used_bytes", "What it uses of that."),
    .gauge(
      "device/mem_info_vis_vram_total", "node_drm_memory_vis_vram_size_bytes",
      "Memory of the card that the machine can reach."),
    .gauge(
      "device/mem_info_vis_vram_used", "node_drm_memory_vis_vram_used_bytes",
      "What is used of that."),
    .gauge("device/mem_info_vram_total", "node_drm_memory_vram_size_bytes", "Memory of the card."),
    .gauge("device/mem_info_vram_used", "node_drm_memory_vram_used_bytes", "What is used of that."),
  ]
}

extension String {
  /// What follows the last slash of a path.
  fileprivate var lastPart: String { split(separator: "/").last.map(String.init) ?? "" }
}
