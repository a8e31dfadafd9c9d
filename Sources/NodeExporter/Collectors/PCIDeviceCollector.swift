import ArgumentParser
import Shared
import Synchronization

/// Devices on PCI buses, from `/sys/bus/pci/devices`
/// (`Documentation/ABI/testing/sysfs-bus-pci`).
struct PCIDeviceCollector: Collector {
  let name = "pcidevice"
  private let sys: FileTree
  private let devices: DeviceFolder
  /// Where names are looked up; empty when they are not asked for.
  private let namePlaces: [(folder: String, file: String)]
  private let known = Known()
  private static let folder = "bus/pci/devices"

  private final class Known: Sendable {
    let infos = Mutex<[String: Labels]>([:])
  }

  struct Options: ParsableArguments, Sendable {
    @Flag(
      name: .customLong("collector.pcidevice.names"), inversion: .prefixedNo,
      help: "Label devices with the names that the file pci.ids has for their numbers.")
    var names = false

    @Option(
      name: .customLong("collector.pcidevice.idsfile"),
      help: "The file pci.ids; without it the places where distributions have it.")
    var idsFile: String?
  }

  init(_ host: HostPaths, _ options: Options) {
    sys = host.sys
    devices = DeviceFolder(
      host.sys, Self.folder,
      attributes: Self.numbers.map(\.file) + Self.speeds.map(\.file)
        + ["numa_node", "power_state"],
      constants: [
        "class", "vendor", "device", "subsystem_vendor", "subsystem_device", "revision",
      ])
    namePlaces =
      options.names
      ? (options.idsFile.flatMap { $0.isEmpty ? nil : [$0] } ?? PCINames.places.map(host.inRootfs))
        .map(Self.place) : []
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var table = NumberTable(Self.numbers)
    var speeds = FamilyGroups()
    let devices = try devices.devices()
    metrics.family("node_pcidevice_info", .gauge, "What a device is and where, always 1.")
    for info in infos(of: devices, noting: &losses) { metrics.sample(true, info) }
    for device in devices {
      guard let labels = Self.labels(of: device.name) else { continue }
      let files = device.attributes
      table.append(labels, files.prefix(Self.numbers.count), noting: &losses)
      let rest = files.dropFirst(Self.numbers.count)
      for (speed, file) in zip(Self.speeds, rest) {
        if let transfers = Self.transfers(file, noting: &losses) {
          speeds.append(speed.header, transfers, labels)
        }
      }
      // Below zero where the machine has no such nodes.
      if let node = files[files.count - 2].measured(noting: &losses), node >= 0 {
        speeds.append(Self.node, node, labels)
      }
      if let state = try? files[files.count - 1].text(), !state.isEmpty {
        for known in Self.states {
          speeds.append(Self.power, known == state, labels.adding(Label("state", known)))
        }
      }
    }
    table.write(into: &metrics)
    speeds.write(into: &metrics)
    try losses.report()
  }

  private static func labels(of name: String) -> Labels? {
    guard let place = PCILocation(name) else { return nil }
    return Labels([
      Label("bus", place.bus), Label("device", place.device), Label("function", place.function),
      Label("segment", place.segment),
    ])
  }

  /// `8.0 GT/s PCIe`, or `Unknown`.
  private static func transfers(_ file: KernelFile, noting losses: inout Losses) -> Double? {
    guard let text = file.line(), !text.isEmpty, !text.hasPrefix("Unknown") else { return nil }
    guard let number = text.split(separator: " ").first.flatMap({ Double($0) }) else {
      losses.note(file.malformed(ParseError(expected: "a speed", found: text), in: ""))
      return nil
    }
    return number * 1e9
  }
}

// MARK: - What stays as it is

extension PCIDeviceCollector {
  /// The labels of all devices, made once for each.
  private func infos(
    of devices: [DeviceFolder.Device], noting losses: inout Losses
  ) -> [Labels] {
    var kept = known.infos.withLock { $0 }
    let new = devices.filter { kept[$0.name] == nil }
    if new.isEmpty, kept.count == devices.count { return devices.compactMap { kept[$0.name] } }
    let present = Set(devices.map(\.name))
    kept = kept.filter { present.contains($0.key) }
    let names = names(of: new, noting: &losses)
    for device in new {
      if let labels = info(of: device, names) { kept[device.name] = labels }
    }
    known.infos.withLock { $0 = kept }
    return devices.compactMap { kept[$0.name] }
  }

  private func info(
    of device: DeviceFolder.Device, _ names: [PCINames.Numbers: PCINames.Names]?
  ) -> Labels? {
    guard let place = PCILocation(device.name) else { return nil }
    // A device behind a bridge sits in the bridge's folder.
    let folders = sys.resolved("\(Self.folder)/\(device.name)") ?? []
    let parent = PCILocation(folders.dropLast().last ?? "")
    let texts = device.constants
    var pairs: [(name: String, value: String)] = [
      ("segment", place.segment), ("bus", place.bus), ("device", place.device),
      ("function", place.function), ("parent_segment", parent?.segment ?? "*"),
      ("parent_bus", parent?.bus ?? "*"), ("parent_device", parent?.device ?? "*"),
      ("parent_function", parent?.function ?? "*"), ("class_id", texts[0] ?? ""),
      ("vendor_id", texts[1] ?? ""), ("device_id", texts[2] ?? ""),
      ("subsystem_vendor_id", texts[3] ?? ""), ("subsystem_device_id", texts[4] ?? ""),
      ("revision", texts[5] ?? ""),
    ]
    if let names {
      let own = names[Self.numbers(of: device)] ?? PCINames.Names()
      // Where nobody named it the number stands, as in lspci.
      func name(_ name: String, _ number: String?) -> String { name.isEmpty ? number ?? "" : name }
      pairs += [
        ("vendor_name", name(own.vendor, texts[1])), ("device_name", name(own.device, texts[2])),
        ("subsystem_vendor_name", name(own.subsystemVendor, texts[3])),
        ("subsystem_device_name", name(own.subsystemDevice, texts[4])),
        ("class_name", name(own.classCode, texts[0])),
      ]
    }
    return Labels(pairs: pairs.sorted { $0.name < $1.name })
  }

  /// `nil` where names are not asked for.
  private func names(
    of devices: [DeviceFolder.Device], noting losses: inout Losses
  ) -> [PCINames.Numbers: PCINames.Names]? {
    guard !namePlaces.isEmpty else { return nil }
    var failure: SystemError?
    for place in namePlaces {
      do throws(SystemError) {
        let file = try FileTree(root: place.folder).read(place.file)
        return PCINames.look(up: Set(devices.map(Self.numbers)), in: file.span)
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { losses.note(failure) }
    return [:]
  }

  private static func place(_ path: String) -> (folder: String, file: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }

  private static func numbers(of device: DeviceFolder.Device) -> PCINames.Numbers {
    func digits(_ index: Int) -> String {
      let text = device.constants[index] ?? ""
      return text.dropping(prefix: "0x") ?? text
    }
    return PCINames.Numbers(
      vendor: digits(1), device: digits(2), subsystemVendor: digits(3), subsystemDevice: digits(4),
      classCode: digits(0))
  }
}

// MARK: - Families

extension PCIDeviceCollector {
  private static let numbers: [NumberFile] = [
    .gauge(
      "max_link_width", "node_pcidevice_max_link_width", "The most lanes that the device can use."),
    .gauge("current_link_width", "node_pcidevice_current_link_width", "Lanes in use."),
    .gauge(
      "d3cold_allowed", "node_pcidevice_d3cold_allowed",
      "Whether the device may be switched off wholly."),
    .gauge(
      "sriov_drivers_autoprobe", "node_pcidevice_sriov_drivers_autoprobe",
      "Whether its virtual functions get drivers by themselves."),
    .gauge(
      "sriov_numvfs", "node_pcidevice_sriov_numvfs", "Virtual functions that are switched on."),
    .gauge(
      "sriov_totalvfs", "node_pcidevice_sriov_totalvfs", "Virtual functions that there can be."),
    .gauge(
      "sriov_vf_total_msix", "node_pcidevice_sriov_vf_total_msix",
      "Interrupts that can be given to virtual functions."),
  ]

  private static let speeds: [(file: String, header: FamilyHeader)] = [
    (
      "max_link_speed",
      FamilyHeader(
        "node_pcidevice_max_link_transfers_per_second", .gauge,
        "The most transfers per second and lane that the device can make.")
    ),
    (
      "current_link_speed",
      FamilyHeader(
        "node_pcidevice_current_link_transfers_per_second", .gauge,
        "Transfers per second and lane that it makes.")
    ),
  ]

  private static let node = FamilyHeader(
    "node_pcidevice_numa_node", .gauge, "The node of the machine that the device is next to.")
  private static let states = ["D0", "D1", "D2", "D3hot", "D3cold", "unknown", "error"]
  private static let power = FamilyHeader(
    "node_pcidevice_power_state", .gauge, "Whether the device is in the state.")
}
