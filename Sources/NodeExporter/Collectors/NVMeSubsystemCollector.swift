import Shared

/// NVMe storage that several controllers lead to, from `/sys/class/nvme-subsystem`.
struct NVMeSubsystemCollector: Collector {
  let name = "nvmesubsystem"
  private let sys: FileTree
  private let subsystems: DeviceFolder
  private static let folder = "class/nvme-subsystem"

  /// Those that are told of each controller.
  private static let states = ["live", "connecting", "resetting", "dead", "unknown"]
  /// Those that pass, which are none of them.
  private static let passing = ["deleting", "deleting (no IO)", "new"]

  init(_ host: HostPaths) {
    sys = host.sys
    subsystems = DeviceFolder(
      host.sys, Self.folder, attributes: ["iopolicy"],
      constants: ["subsysnqn", "model", "serial"])
  }

  func collect(into metrics: inout MetricWriter) throws {
    var groups = FamilyGroups()
    for subsystem in try subsystems.devices() {
      groups.append(
        Self.info, true,
        Labels([
          Label("iopolicy", (try? subsystem.attributes[0].text()) ?? ""),
          Label("model", subsystem.constants[1] ?? ""), Label("nqn", subsystem.constants[0] ?? ""),
          Label("serial", subsystem.constants[2] ?? ""), Label("subsystem", subsystem.name),
        ]))
      write(subsystem.name, into: &groups)
    }
    groups.write(into: &metrics)
  }

  /// Beside its attributes the folder has `nvme0`, a controller, and `nvme0n1`, a namespace.
  private func write(_ subsystem: String, into groups: inout FamilyGroups) {
    let folder = "\(Self.folder)/\(subsystem)"
    let labels = Labels([Label("subsystem", subsystem)])
    var controllers = 0
    var live = 0
    for name in (try? sys.names(in: folder)) ?? [] where name.hasPrefix("nvme") {
      guard name.isNumbered("nvme") else {
        if name.isNamespace {
          groups.append(
            Self.namespace, true, Labels([Label("device", name), Label("subsystem", subsystem)]))
        }
        continue
      }
      controllers += 1
      let text = (try? sys.fileReadOnce("\(folder)/\(name)/state").text()) ?? ""
      let isKnown = Self.states.contains(text) || Self.passing.contains(text)
      let state = isKnown ? text : "unknown"
      let transport = (try? sys.fileReadOnce("\(folder)/\(name)/transport").text()) ?? ""
      if state == "live" { live += 1 }
      for known in Self.states {
        groups.append(
          Self.state, known == state,
          Labels([
            Label("controller", name), Label("state", known), Label("subsystem", subsystem),
            Label("transport", transport),
          ]))
      }
    }
    groups.append(Self.paths, controllers, labels)
    groups.append(Self.live, live, labels)
  }

  private static func gauge(_ family: String, _ help: String) -> FamilyHeader {
    FamilyHeader("node_nvmesubsystem_\(family)", .gauge, help)
  }

  private static let info = gauge("info", "What the storage is, always 1.")
  private static let namespace = gauge("namespace_info", "A disk of the storage, always 1.")
  private static let paths = gauge("paths", "Controllers that lead to the storage.")
  private static let live = gauge("paths_live", "Those of them that work.")
  private static let state = gauge("path_state", "Whether a controller is in the state.")
}

extension String {
  /// `nvme0n1`, and not `nvme0c0n1`, which is one way to it.
  fileprivate var isNamespace: Bool {
    guard let rest = dropping(prefix: "nvme"), let n = rest.firstIndex(of: "n") else {
      return false
    }
    return String(rest[..<n]).isNumbered("") && String(rest[rest.index(after: n)...]).isNumbered("")
  }
}
