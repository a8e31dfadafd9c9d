import Glibc
import Shared

/// Whether SELinux is on and what it does, from its file system in `/sys/fs/selinux`.
struct SelinuxCollector: Collector {
  let name = "selinux"
  private let enforce: KernelFile
  private let configuration: String

  init(_ host: HostPaths) {
    enforce = host.sys.file("fs/selinux/enforce")
    configuration = host.inRootfs("/etc/selinux/config")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let mode: Int?
    do {
      mode = try enforce.number()
    } catch let error as SystemError where error.isNotFound {
      mode = nil
    }
    metrics.gauge("node_selinux_enabled", "Whether SELinux is on.", mode != nil)
    guard let mode else { return }
    if let configured = configuredMode() {
      metrics.gauge(
        "node_selinux_config_mode",
        "What SELinux is configured to do: 1 enforce, 0 be permissive, -1 nothing.", configured)
    }
    metrics.gauge(
      "node_selinux_current_mode", "What SELinux does: 1 enforces, 0 is permissive.", mode)
  }

  private func configuredMode() -> Int? {
    guard let file = try? SmallFile.contents(of: configuration) else { return nil }
    var lines = TextCursor(file.span)
    while var line = lines.nextLine() {
      line.skipBlanks()
      guard line.take(prefix: "SELINUX=") else { continue }
      switch line.field().lowercased() {
      case "enforcing": return 1
      case "permissive": return 0
      case "disabled": return -1
      default: return nil
      }
    }
    return nil
  }
}
