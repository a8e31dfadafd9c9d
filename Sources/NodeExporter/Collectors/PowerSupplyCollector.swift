import ArgumentParser
import Shared

/// Batteries and mains, from `/sys/class/power_supply`
/// (`Documentation/ABI/testing/sysfs-class-power`).
struct PowerSupplyCollector: Collector {
  let name = "powersupplyclass"
  private let supplies: DeviceFolder
  private let filter: NameFilter

  struct Options: ParsableArguments, Sendable {
    @Option(
      name: .customLong("collector.powersupply.ignored-supplies"),
      help: "Regular expression of the supplies to leave out.")
    var ignoredSupplies: String?
  }

  init(_ host: HostPaths, _ options: Options) throws {
    supplies = DeviceFolder(
      host.sys, "class/power_supply", attributes: Self.numbers.map(\.file) + Self.texts)
    filter = NameFilter(
      exclude: try Pattern.of(
        flag: "collector.powersupply.ignored-supplies",
        options.ignoredSupplies == "^$" ? nil : options.ignoredSupplies))
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var table = NumberTable(Self.numbers)
    var infos: [Labels] = []
    for supply in try supplies.devices(where: filter.wants) {
      let files = supply.attributes
      table.append(
        Labels([Label("power_supply", supply.name)]), files.prefix(Self.numbers.count),
        noting: &losses)
      infos.append(Self.info(of: supply.name, files.dropFirst(Self.numbers.count)))
    }
    table.write(into: &metrics)
    metrics.family("node_power_supply_info", .gauge, "What a supply is and does, always 1.")
    for info in infos { metrics.sample(true, info) }
    try losses.report()
  }

  /// Each kind of supply has some of the texts; the others are no labels of it.
  private static func info(of name: String, _ files: ArraySlice<KernelFile>) -> Labels {
    var pairs = [(name: "power_supply", value: name)]
    for (label, file) in zip(texts, files) {
      if let text = try? file.text(), !text.isEmpty { pairs.append((label, text)) }
    }
    return Labels(pairs: pairs.sorted { $0.name < $1.name })
  }

  private static let texts = [
    "capacity_level", "charge_type", "health", "manufacturer", "model_name", "scope",
    "serial_number", "status", "technology", "type", "usb_type",
  ]
}

// MARK: - Numbers

extension PowerSupplyCollector {
  /// A file, what follows `node_power_supply_`, and what it says.
  private typealias Property = (file: String, family: String, meaning: String)

  /// Plain numbers.
  private static let plain: [Property] = [
    ("authentic", "authentic", "Whether the supply says it is what it claims to be."),
    ("calibrate", "calibrate", "Whether the battery is being calibrated."),
    ("capacity", "capacity", "How full the battery is, in percent."),
    (
      "capacity_alert_max", "capacity_alert_max",
      "How full the battery is for an alarm, in percent."
    ),
    (
      "capacity_alert_min", "capacity_alert_min",
      "How empty the battery is for an alarm, in percent."
    ),
    ("cycle_count", "cyclecount", "How often the battery was charged and emptied."),
    ("online", "online", "Whether the supply gives power."),
    ("present", "present", "Whether the battery is there."),
    ("time_to_empty_now", "time_to_empty_seconds", "Seconds until the battery is empty."),
    ("time_to_full_now", "time_to_full_seconds", "Seconds until the battery is full."),
  ]

  /// Volts, amperes, watts, ampere-hours and watt-hours, of which the files have millionths.
  private static let electric: [Property] = [
    ("current_boot", "current_boot", "Current when the machine started, in amperes."),
    ("current_max", "current_max", "The highest current, in amperes."),
    ("current_now", "current_ampere", "Current, in amperes."),
    ("energy_empty", "energy_empty", "Energy at which the battery counts as empty, in watt-hours."),
    ("energy_empty_design", "energy_empty_design", "The same, as designed, in watt-hours."),
    ("energy_full", "energy_full", "Energy of the full battery, in watt-hours."),
    ("energy_full_design", "energy_full_design", "The same, as designed, in watt-hours."),
    ("energy_now", "energy_watthour", "Energy in the battery, in watt-hours."),
    ("voltage_boot", "voltage_boot", "Voltage when the machine started, in volts."),
    ("voltage_max", "voltage_max", "The highest voltage, in volts."),
    ("voltage_max_design", "voltage_max_design", "The same, as designed, in volts."),
    ("voltage_min", "voltage_min", "The lowest voltage, in volts."),
    ("voltage_min_design", "voltage_min_design", "The same, as designed, in volts."),
    ("voltage_now", "voltage_volt", "Voltage, in volts."),
    ("voltage_ocv", "voltage_ocv", "Voltage without load, in volts."),
    (
      "charge_control_limit", "charge_control_limit",
      "The limit of the charging current that is set."
    ),
    ("charge_control_limit_max", "charge_control_limit_max", "The highest limit that can be set."),
    ("charge_counter", "charge_counter", "The charge that was counted, in ampere-hours."),
    (
      "charge_empty", "charge_empty",
      "Charge at which the battery counts as empty, in ampere-hours."
    ),
    ("charge_empty_design", "charge_empty_design", "The same, as designed, in ampere-hours."),
    ("charge_full", "charge_full", "Charge of the full battery, in ampere-hours."),
    ("charge_full_design", "charge_full_design", "The same, as designed, in ampere-hours."),
    ("charge_now", "charge_ampere", "Charge in the battery, in ampere-hours."),
    ("charge_term_current", "charge_term_current", "Current at which charging ends, in amperes."),
    ("constant_charge_current", "constant_charge_current", "Current of charging, in amperes."),
    (
      "constant_charge_current_max", "constant_charge_current_max", "Its highest value, in amperes."
    ),
    ("constant_charge_voltage", "constant_charge_voltage", "Voltage of charging, in volts."),
    ("constant_charge_voltage_max", "constant_charge_voltage_max", "Its highest value, in volts."),
    ("precharge_current", "precharge_current", "Current before charging proper, in amperes."),
    ("input_current_limit", "input_current_limit", "The limit of the current taken, in amperes."),
    ("power_now", "power_watt", "Power, in watts."),
  ]

  /// Degrees Celsius, of which the files have tenths.
  private static let temperatures: [Property] = [
    ("temp", "temp_celsius", "Temperature of the battery."),
    ("temp_alert_max", "temp_alert_max_celsius", "The highest before an alarm."),
    ("temp_alert_min", "temp_alert_min_celsius", "The lowest before an alarm."),
    ("temp_ambient", "temp_ambient_celsius", "Temperature around the battery."),
    (
      "temp_ambient_alert_max", "temp_ambient_max_celsius", "The highest around it before an alarm."
    ),
    ("temp_ambient_alert_min", "temp_ambient_min_celsius", "The lowest around it before an alarm."),
    ("temp_max", "temp_max_celsius", "The highest that is allowed."),
    ("temp_min", "temp_min_celsius", "The lowest that is allowed."),
  ]

  private static let numbers: [NumberFile] = {
    func files(_ properties: [Property], _ unit: NumberFile.Unit) -> [NumberFile] {
      properties.map { .gauge($0.file, "node_power_supply_\($0.family)", $0.meaning, unit) }
    }
    return files(plain, .one) + files(electric, .decimals(6)) + files(temperatures, .decimals(1))
  }()
}
