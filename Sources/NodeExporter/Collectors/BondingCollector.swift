import Shared

/// Network devices that stand for several others, and how many of those have a line, from
/// `/sys/class/net/bonding_masters` (`Documentation/networking/bonding.rst`).
struct BondingCollector: Collector {
  let name = "bonding"
  private let sys: FileTree
  private let masters: KernelFile

  init(_ host: HostPaths) {
    sys = host.sys
    masters = host.sys.file("class/net/bonding_masters")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try masters.readOrAbsent()
    var names = TextCursor(file.span)
    var bonds: [(labels: Labels, slaves: Int, active: Int)] = []
    for master in names.remainder().split(whereSeparator: \.isWhitespace) {
      let folder = "class/net/\(master)"
      let slaves = ((try? sys.fileReadOnce("\(folder)/bonding/slaves").text()) ?? "")
        .split(whereSeparator: \.isWhitespace)
      let active = slaves.count { slave in
        // The link had the other name before Linux 3.13.
        ["lower", "slave"].contains { prefix in
          let state = "\(folder)/\(prefix)_\(slave)/bonding_slave/mii_status"
          return (try? sys.fileReadOnce(state).text()) == "up"
        }
      }
      bonds.append((Labels([Label("master", String(master))]), slaves.count, active))
    }
    metrics.family("node_bonding_slaves", .gauge, "Devices that a bond consists of.")
    for bond in bonds { metrics.sample(bond.slaves, bond.labels) }
    metrics.family("node_bonding_active", .gauge, "Devices of a bond that have a line.")
    for bond in bonds { metrics.sample(bond.active, bond.labels) }
  }
}
