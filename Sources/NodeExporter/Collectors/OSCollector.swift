import Shared
import Synchronization

/// Which operating system this is, from `/etc/os-release` or else `/usr/lib/os-release`.
final class OSCollector: Collector {
  let name = "os"
  private let folders: [FileTree]
  private let known = Mutex<Known?>(nil)

  /// What was read of a file, rendered, and which file that was: a package's upgrade puts a new
  /// one in its place, so a descriptor that is kept would show the old one for ever.
  fileprivate struct Known: Sendable {
    let file: FileStatus
    let info: Labels
    let version: Double?
    let versionLabels: Labels
    /// Unix time.
    let supportEnd: Int?
  }

  init(_ host: HostPaths) {
    folders = ["/etc", "/usr/lib"].map { FileTree(root: host.inRootfs($0)) }
  }

  func collect(into metrics: inout MetricWriter) throws {
    let known = try current()
    metrics.family("node_os_info", .gauge, "The operating system, by its labels.")
    metrics.sample(1, known.info)
    if let version = known.version {
      metrics.family("node_os_version", .gauge, "The system's version as major.minor.")
      metrics.sample(version, known.versionLabels)
    }
    if let end = known.supportEnd {
      metrics.gauge(
        "node_os_support_end_timestamp_seconds",
        "When the system's support ends, in Unix time.", end)
    }
  }

  private func current() throws -> Known {
    var failure: SystemError?
    for folder in folders {
      do throws(SystemError) {
        let file = try FileStatus(of: folder.path("os-release"))
        if let known = known.withLock({ $0 }), known.file == file { return known }
        let text = try folder.read("os-release")
        let read = Known(OSRelease(text.span), from: file)
        known.withLock { $0 = read }
        return read
      } catch {
        if !error.isNotFound, failure == nil { failure = error }
      }
    }
    if let failure { throw failure }
    throw Absent("os-release in \(folders.map(\.root).joined(separator: " or "))")
  }
}

extension OSCollector.Known {
  init(_ release: OSRelease, from file: FileStatus) {
    self.file = file
    info = Labels([
      Label("build_id", release["BUILD_ID"]), Label("id", release["ID"]),
      Label("id_like", release["ID_LIKE"]), Label("image_id", release["IMAGE_ID"]),
      Label("image_version", release["IMAGE_VERSION"]), Label("name", release["NAME"]),
      Label("pretty_name", release["PRETTY_NAME"]), Label("variant", release["VARIANT"]),
      Label("variant_id", release["VARIANT_ID"]), Label("version", release["VERSION"]),
      Label("version_codename", release["VERSION_CODENAME"]),
      Label("version_id", release["VERSION_ID"]),
    ])
    version = release.version
    versionLabels = Labels([
      Label("id", release["ID"]), Label("id_like", release["ID_LIKE"]),
      Label("name", release["NAME"]),
    ])
    supportEnd = release.supportEnd
  }
}
