import Shared
import Synchronization

/// The mounts of the host that are wanted, from `/proc/1/mountinfo`.
///
/// Where the processes of others are hidden (`hidepid`), `/proc/self/mountinfo` is read instead.
/// Mounts seldom change: as long as the file reads the same, the patterns are not matched and the
/// labels are not rendered again.
final class MountTable: Sendable {
  /// A mount to ask, and the labels of its series.
  struct Row: Sendable {
    let mount: Mount
    let labels: Labels
    let infoLabels: Labels

    /// The labels of a mount that could not be asked.
    func labels(deviceError: String) -> Labels {
      Labels([
        Label("device", mount.device), Label("device_error", deviceError),
        Label("fstype", mount.type), Label("mountpoint", mount.point),
      ])
    }
  }

  /// What ``PatientCalls`` know a mount by: where another one took its place, or its number was
  /// given out again, it is a different one.
  struct Key: Hashable, Sendable {
    let id: UInt64
    /// The path to ask, as this process sees it.
    let path: String
  }

  /// The mounts in the table's order, except that those which depend on a server or a program come
  /// last: where many of them hang, those that cannot hang have been asked before.
  struct Contents: Sendable {
    let rows: [Row]
    let keys: [Key]
  }

  private let host: KernelFile
  private let own: KernelFile
  private let rootfs: String
  private let points: NameFilter
  private let types: NameFilter
  private let last = Mutex<(text: [UInt8], contents: Contents)?>(nil)

  /// - Parameters:
  ///   - points: Which mount points are wanted, relative to the host's root.
  ///   - types: Which types are wanted.
  init(_ paths: HostPaths, points: NameFilter, types: NameFilter) {
    host = paths.proc.file("1/mountinfo")
    own = paths.proc.file("self/mountinfo")
    var rootfs = paths.rootfs
    while rootfs.hasSuffix("/") { rootfs.removeLast() }
    self.rootfs = rootfs
    self.points = points
    self.types = types
  }

  func read() throws -> Contents {
    let text: [UInt8]
    var file = host
    do {
      text = try host.read()
    } catch {
      file = own
      text = try own.read()
    }
    if let last = last.withLock({ $0 }), last.text == text { return last.contents }
    let contents = try file.parsing { try Contents(text, rootfs, points, types) }
    last.withLock { $0 = (text, contents) }
    return contents
  }
}

extension MountTable.Contents {
  private struct Series: Hashable {
    let device: ExactName
    let point: ExactName
    let type: ExactName

    init(_ mount: Mount) {
      device = ExactName(mount.device)
      point = ExactName(mount.point)
      type = ExactName(mount.type)
    }
  }

  fileprivate init(
    _ text: [UInt8], _ rootfs: String, _ points: NameFilter, _ types: NameFilter
  ) throws(ParseError) {
    var rows: [MountTable.Row] = []
    var keys: [MountTable.Key] = []
    var seen: [Series: Int] = [:]
    var lines = TextCursor(text.span)
    while var line = lines.nextLine() {
      let mount = try Mount(&line).seen(from: rootfs)
      guard points.wants(mount.point), types.wants(mount.type) else { continue }
      let row = MountTable.Row(mount)
      let key = MountTable.Key(id: mount.id, path: rootfs + mount.point)
      // Of mounts over each other, the last is the one that a path leads to.
      let series = Series(mount)
      if let index = seen[series] {
        rows[index] = row
        keys[index] = key
      } else {
        seen[series] = rows.count
        rows.append(row)
        keys.append(key)
      }
    }
    let remote = rows.map(\.mount.isRemote)
    func localFirst<Element>(_ elements: [Element]) -> [Element] {
      zip(elements, remote).filter { !$0.1 }.map(\.0) + zip(elements, remote).filter(\.1).map(\.0)
    }
    self.rows = localFirst(rows)
    self.keys = localFirst(keys)
  }
}

extension MountTable.Row {
  fileprivate init(_ mount: Mount) {
    self.mount = mount
    labels = Labels([
      Label("device", mount.device), Label("fstype", mount.type), Label("mountpoint", mount.point),
    ])
    infoLabels = Labels([
      Label("device", mount.device), Label("major", "\(mount.major)"),
      Label("minor", "\(mount.minor)"), Label("mountpoint", mount.point),
    ])
  }
}

extension Mount {
  /// The mount with its point as the host names it, when the host's root is mounted at `rootfs`.
  fileprivate func seen(from rootfs: String) -> Mount {
    guard !rootfs.isEmpty, point.utf8.starts(with: rootfs.utf8) else { return self }
    let rest = point.utf8.dropFirst(rootfs.utf8.count)
    guard rest.isEmpty || rest.first == UInt8(ascii: "/") else { return self }
    return Mount(self, at: rest.isEmpty ? "/" : String(Substring(rest)))
  }

  private init(_ other: Mount, at point: String) {
    id = other.id
    major = other.major
    minor = other.minor
    self.point = point
    device = other.device
    type = other.type
    isReadOnly = other.isReadOnly
  }
}
