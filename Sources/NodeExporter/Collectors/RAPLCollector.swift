import ArgumentParser
import Shared

/// Energy that parts of the processors used, from `/sys/class/powercap`
/// (`Documentation/power/powercap/powercap.rst`). Only root can read it since Linux 5.10.
struct RAPLCollector: Collector {
  let name = "rapl"
  private let zones: DeviceFolder
  private let folder: String
  private let hasZoneLabel: Bool

  struct Options: ParsableArguments, Sendable {
    @Flag(
      name: .customLong("collector.rapl.enable-zone-label"), inversion: .prefixedNo,
      help: "One family with the zone as label, instead of a family for each zone.")
    var enableZoneLabel = false
  }

  init(_ host: HostPaths, _ options: Options) {
    zones = DeviceFolder(
      host.sys, "class/powercap", attributes: ["energy_uj"], constants: ["name"])
    folder = host.sys.path("class/powercap")
    hasZoneLabel = options.enableZoneLabel
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var groups = FamilyGroups()
    var counts: [String: Int] = [:]
    for zone in try zones.devices(where: { $0.hasPrefix("intel-rapl:") }) {
      guard let text = zone.constants[0] else { continue }
      let (name, index) = Self.split(text, &counts)
      guard let energy = zone.attributes[0].measured(noting: &losses) else { continue }
      let labels: [(name: String, value: String)] = [
        ("index", "\(index)"), ("path", "\(folder)/\(zone.name)"),
      ]
      let joules = FixedPoint(energy, decimals: 6)
      if hasZoneLabel {
        groups.append(Self.all, joules, Labels(pairs: labels + [("rapl_zone", name)]))
      } else {
        groups.append(name, joules, Labels(pairs: labels)) {
          FamilyHeader(
            "node_rapl_\(name)_joules_total", .counter, "Energy that \(name) used.")
        }
      }
    }
    groups.write(into: &metrics)
    try losses.report()
  }

  /// `package-1` says its number; several zones named `core` are counted.
  private static func split(_ text: String, _ counts: inout [String: Int]) -> (String, Int) {
    let parts = text.split(separator: "-")
    if parts.count > 1, let index = Int(parts[parts.count - 1]) {
      return (metricName(parts.dropLast().joined(separator: "_")), index)
    }
    defer { counts[text, default: 0] += 1 }
    return (metricName(text), counts[text, default: 0])
  }

  private static let all = FamilyHeader(
    "node_rapl_joules_total", .counter, "Energy that a zone used.")
}
