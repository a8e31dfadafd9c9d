import Shared

/// What the machine's firmware says of the machine, from `/sys/class/dmi/id`.
///
/// It cannot change while the machine runs and is read at the first scrape.
final class DMICollector: Collector {
  let name = "dmi"
  private let sys: FileTree
  private let known = Once<Labels>()
  private static let folder = "class/dmi/id"

  init(_ host: HostPaths) {
    sys = host.sys
  }

  func collect(into metrics: inout MetricWriter) throws {
    let labels = try known.value {
      guard (try? FileStatus(of: sys.path(Self.folder)))?.isFolder == true else {
        throw Absent(sys.path(Self.folder))
      }
      // Serial numbers are for root only; who cannot read them has no such labels.
      return Labels(
        pairs: Self.texts.compactMap { file, label in
          (try? sys.fileReadOnce("\(Self.folder)/\(file)").text()).map { (label, $0) }
        })
    }
    metrics.family("node_dmi_info", .gauge, "What the machine and its firmware are, always 1.")
    metrics.sample(true, labels)
  }

  private static let texts: [(file: String, label: String)] =
    [
      "bios_date", "bios_release", "bios_vendor", "bios_version", "board_asset_tag", "board_name",
      "board_serial", "board_vendor", "board_version", "chassis_asset_tag", "chassis_serial",
      "chassis_vendor", "chassis_version", "product_family", "product_name", "product_serial",
      "product_sku", "product_uuid", "product_version",
    ].map { ($0, $0) } + [("sys_vendor", "system_vendor")]
}
