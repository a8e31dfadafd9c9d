import Shared

/// Properties of network devices, each a file in the device's folder in `/sys/class/net`.
struct SysfsPropertySource: NetworkPropertySource {
  private let folder: DeviceFolder
  private let filter: NameFilter

  private static let texts = ["address", "broadcast", "duplex", "ifalias", "operstate", "speed"]

  init(_ host: HostPaths, _ filter: NameFilter) {
    folder = DeviceFolder(
      host.sys, "class/net", attributes: Self.texts + NetworkProperty.all.map(\.file))
    self.filter = filter
  }

  func devices() throws -> [NetworkProperties] {
    let devices = try folder.devices { name in
      // A file that the bonding driver puts among the devices.
      name != "bonding_masters" && filter.wants(name)
    }
    return devices.compactMap(Self.properties)
  }

  /// Reads one device; what it does not know, or the kernel refuses to tell in its state, is left
  /// out. A device that went away meanwhile has nothing to tell at all.
  private static func properties(_ device: DeviceFolder.Device) -> NetworkProperties? {
    var properties = NetworkProperties(name: device.name)
    properties.address = (try? device.attributes[0].text()) ?? ""
    properties.broadcast = (try? device.attributes[1].text()) ?? ""
    properties.duplex = (try? device.attributes[2].text()) ?? ""
    properties.alias = (try? device.attributes[3].text()) ?? ""
    properties.operstate = (try? device.attributes[4].text()) ?? ""
    properties.megabits = try? device.attributes[5].number()
    var hasNumber = false
    for index in NetworkProperty.all.indices {
      let number = try? device.attributes[texts.count + index].number()
      properties.numbers[index] = number
      hasNumber = hasNumber || number != nil
    }
    return hasNumber ? properties : nil
  }
}
