import Shared

/// Errors that memory controllers found and mended or not, from `/sys/devices/system/edac/mc`
/// (`Documentation/admin-guide/RAS/main.rst`).
struct EDACCollector: Collector {
  let name = "edac"
  private let sys: FileTree
  private let controllers: DeviceFolder
  private static let folder = "devices/system/edac/mc"

  init(_ host: HostPaths) {
    sys = host.sys
    controllers = DeviceFolder(
      host.sys, Self.folder,
      attributes: ["ce_count", "ue_count", "ce_noinfo_count", "ue_noinfo_count"])
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var table = NumberTable(Self.controller)
    var rows = NumberTable(Self.row)
    var channels = NumberTable(Self.channel)
    for controller in try Absent.or([], { try controllers.devices() }) {
      guard let number = controller.name.dropping(prefix: "mc"), Int(number) != nil else {
        continue
      }
      table.append(
        Labels([Label("controller", number)]), controller.attributes.prefix(2), noting: &losses)
      rows.append(
        Labels([Label("controller", number), Label("csrow", "unknown")]),
        controller.attributes.dropFirst(2), noting: &losses)
      let folder = "\(Self.folder)/\(controller.name)"
      for name in (try? sys.names(in: folder)) ?? [] {
        guard let row = name.dropping(prefix: "csrow"), Int(row) != nil else { continue }
        rows.append(
          Labels([Label("controller", number), Label("csrow", row)]),
          ["ce_count", "ue_count"].map { sys.fileReadOnce("\(folder)/\(name)/\($0)") },
          noting: &losses)
        for file in (try? sys.names(in: "\(folder)/\(name)")) ?? [] {
          guard let channel = file.dropping(prefix: "ch")?.dropping(suffix: "_ce_count"),
            Int(channel) != nil
          else { continue }
          let stem = "\(folder)/\(name)/ch\(channel)"
          let label = (try? sys.fileReadOnce("\(stem)_dimm_label").text()) ?? ""
          channels.append(
            Labels([
              Label("channel", channel), Label("controller", number), Label("csrow", row),
              Label("dimm_label", label),
            ]),
            ["ce_count", "ue_count"].map { sys.fileReadOnce("\(stem)_\($0)") }, noting: &losses)
        }
      }
    }
    table.write(into: &metrics)
    rows.write(into: &metrics)
    channels.write(into: &metrics)
    try losses.report()
  }

  private static let controller = numbers("node_edac", "a controller")
  private static let row = numbers("node_edac_csrow", "a row of chips")
  private static let channel = numbers("node_edac_channel", "a channel of a row")

  private static func numbers(_ prefix: String, _ place: String) -> [NumberFile] {
    [
      .counter(
        "ce_count", "\(prefix)_correctable_errors_total", "Errors of \(place) that were mended."),
      .counter(
        "ue_count", "\(prefix)_uncorrectable_errors_total",
        "Errors of \(place) that could not be mended."),
    ]
  }
}
