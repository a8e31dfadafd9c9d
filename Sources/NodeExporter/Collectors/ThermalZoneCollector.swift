import Shared

/// Temperatures and coolers of the machine, from `/sys/class/thermal`
/// (`Documentation/driver-api/thermal/sysfs-api.rst`).
struct ThermalZoneCollector: Collector {
  let name = "thermal_zone"
  private let devices: DeviceFolder

  init(_ host: HostPaths) {
    devices = DeviceFolder(
      host.sys, "class/thermal",
      attributes: [Self.temperature.file] + Self.cooler.map(\.file), constants: ["type"])
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var zones = NumberTable([Self.temperature])
    var coolers = NumberTable(Self.cooler)
    for device in try devices.devices() {
      let type = (device.constants[0] ?? nil) ?? ""
      if let zone = device.name.dropping(prefix: "thermal_zone") {
        zones.append(
          Labels([Label("type", type), Label("zone", zone)]), device.attributes.prefix(1),
          noting: &losses)
      } else if let cooler = device.name.dropping(prefix: "cooling_device") {
        coolers.append(
          Labels([Label("name", cooler), Label("type", type)]), device.attributes.dropFirst(),
          noting: &losses)
      }
    }
    zones.write(into: &metrics)
    coolers.write(into: &metrics)
    try losses.report()
  }

  private static let temperature = NumberFile.gauge(
    "temp", "node_thermal_zone_temp", "Temperature of a zone in degrees Celsius.", .decimals(3))

  private static let cooler: [NumberFile] = [
    .gauge("cur_state", "node_cooling_device_cur_state", "How hard a device cools now."),
    .gauge("max_state", "node_cooling_device_max_state", "How hard a device can cool."),
  ]
}
