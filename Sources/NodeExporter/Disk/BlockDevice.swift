import Shared
import Synchronization

/// A block device of `/proc/diskstats`: what is known of it beside its statistics.
final class BlockDevice: Sendable {
  let name: String
  let isWanted: Bool
  let labels: Labels
  private let major: String
  private let minor: String
  private let udevPath: String
  private let sys: FileTree
  private let rotational = Mutex<KernelFile?>(nil)
  private let udev: FileTree
  private let known = Mutex<Known?>(nil)

  private struct Known {
    let file: FileStatus?
    let rotational: String
    let details: Details
  }

  /// What changes only when udev says so.
  struct Details: Sendable {
    let info: Labels
    let properties: UdevProperties
  }

  /// - Parameter key: Major and minor number and name, as the columns of `/proc/diskstats` have
  ///   them.
  init(key: Span<UInt8>, _ host: HostPaths, isWanted: (String) -> Bool) {
    var fields = TextCursor(key)
    major = fields.field()
    minor = fields.field()
    name = fields.field()
    self.isWanted = isWanted(name)
    labels = Labels([Label("device", name)])
    udev = host.udevData
    udevPath = "b\(major):\(minor)"
    sys = host.sys
  }

  /// What udev knows now; its file is read again only when another one took its place.
  func details() -> Details {
    // udev writes a new file and renames it over the old one; a kept descriptor would show the old.
    let file = try? FileStatus(of: udev.path(udevPath))
    let rotational = readRotational()
    let known = known.withLock { $0 }
    if let known, known.file == file, known.rotational == rotational { return known.details }
    var properties = UdevProperties()
    if file != nil, let contents = try? udev.read(udevPath) {
      properties = UdevProperties(contents.span)
    }
    let details = Details(
      info: Labels([
        Label("device", name), Label("major", major), Label("minor", minor),
        Label("model", properties["ID_MODEL"]), Label("path", properties["ID_PATH"]),
        Label("revision", properties["ID_REVISION"]), Label("rotational", rotational),
        Label("serial", properties.serial), Label("wwn", properties["ID_WWN"]),
      ]), properties: properties)
    self.known.withLock { $0 = Known(file: file, rotational: rotational, details: details) }
    return details
  }

  private func readRotational() -> String {
    if let text = try? rotational.withLock({ $0 })?.text() { return text }
    // A disk's folder may come later than its line. A partition turns with its disk.
    for path in [
      "block/\(name)/queue/rotational", "dev/block/\(major):\(minor)/../queue/rotational",
    ] {
      let file = sys.file(path)
      guard let text = try? file.text() else { continue }
      rotational.withLock { $0 = file }
      return text
    }
    return ""
  }
}
