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
    properties.address = text(device.attributes[0])
    properties.broadcast = text(device.attributes[1])
    properties.duplex = text(device.attributes[2])
    properties.alias = text(device.attributes[3])
    properties.operstate = text(device.attributes[4])
    properties.megabits = number(device.attributes[5])
    var hasNumber = false
    for index in NetworkProperty.all.indices {
      let number = number(device.attributes[texts.count + index])
      properties.numbers[index] = number
      hasNumber = hasNumber || number != nil
    }
    return hasNumber ? properties : nil
  }

  private static func text(_ file: KernelFile) -> String {
    guard let contents = try? file.read() else { return "" }
    var text = TextCursor(contents.span)
    return text.remainder()
  }

  /// A number, decimal with or without a sign or hexadecimal after `0x`.
  private static func number(_ file: KernelFile) -> Int? {
    guard let contents = try? file.read() else { return nil }
    var text = TextCursor(contents.span)
    if text.take(prefix: "0x") { return (try? text.hexadecimal()).flatMap(Int.init(exactly:)) }
    return try? text.signedInteger()
  }
}
