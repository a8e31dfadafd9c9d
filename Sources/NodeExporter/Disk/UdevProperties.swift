import Glibc
import Shared

/// What udev found out about a block device: the lines `E:KEY=value` of a file in
/// `/run/udev/data`.
struct UdevProperties: Sendable, Equatable {
  private var values: [String: String] = [:]

  init() {}

  init(_ file: Span<UInt8>) {
    var text = TextCursor(file)
    while var line = text.nextLine() {
      guard line.take(prefix: "E:") else { continue }
      let key = line.field(upTo: "=")
      guard Self.keys.contains(key) else { continue }
      values[key] = line.string
    }
  }

  /// The value of `key`, empty where udev knows none.
  subscript(key: String) -> String { values[key] ?? "" }

  /// The serial number that is printed on a disk.
  var serial: String {
    let serial = self["SCSI_IDENT_SERIAL"]
    return serial.isEmpty ? self["ID_SERIAL_SHORT"] : serial
  }

  /// The keys that are kept of the hundred that a file may have.
  private static let keys: Set<String> = [
    "DM_LV_LAYER", "DM_LV_NAME", "DM_NAME", "DM_UUID", "DM_VG_NAME", "ID_ATA",
    "ID_ATA_ROTATION_RATE_RPM", "ID_ATA_WRITE_CACHE", "ID_ATA_WRITE_CACHE_ENABLED", "ID_FS_TYPE",
    "ID_FS_USAGE", "ID_FS_UUID", "ID_FS_VERSION", "ID_MODEL", "ID_PATH", "ID_REVISION",
    "ID_SERIAL_SHORT", "ID_WWN", "SCSI_IDENT_SERIAL",
  ]
}
