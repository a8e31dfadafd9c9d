import Shared

/// What the name of a file in a sensor chip's folder says: `temp2_crit_alarm` is the alarm of the
/// critical temperature of the second sensor (`Documentation/hwmon/sysfs-interface.rst`).
struct SensorFile: Sendable, Equatable {
  /// `temp`, `fan`, `in`, …
  let kind: String
  /// The kind and the number, `temp2`.
  let sensor: String
  /// What is behind the underscore, `crit_alarm`; empty for a file such as `pwm1`.
  let property: String

  /// Of a file that is no sensor's, `nil`.
  init?(_ name: String) {
    let kind = name.prefix { !$0.isNumber }
    let rest = name[kind.endIndex...]
    let number = rest.prefix(while: \.isNumber)
    let behind = rest[number.endIndex...]
    guard !number.isEmpty, behind.isEmpty || behind.hasPrefix("_") else {
      // Without a number the kind reaches to the end, underscores and all.
      guard number.isEmpty, Self.unnumbered.contains(name) else { return nil }
      self.kind = name
      sensor = "\(name)0"
      property = ""
      return
    }
    guard Self.kinds.contains(String(kind)) else { return nil }
    self.kind = String(kind)
    sensor = "\(kind)\(Int(number) ?? 0)"
    property = String(behind.dropFirst())
  }

  private static let unnumbered: Set<String> = ["beep_enable", "update_interval", "vrm"]

  private static let kinds: Set<String> = [
    "in", "cpu", "fan", "pwm", "temp", "curr", "power", "energy", "humidity", "intrusion", "freq",
  ]
}

/// The family that a file of a sensor becomes.
struct SensorFamily {
  let name: String
  let kind: MetricKind
  let unit: NumberFile.Unit

  /// - Parameter hasPlainFile: Whether the sensor also has a file without a property, whose family
  ///   would have the name of the input's.
  init(_ file: SensorFile, hasPlainFile: Bool) {
    let property = file.property
    var name = "node_hwmon_\(file.kind)"
    if property == "input" {
      if hasPlainFile { name += "_input" }
    } else if !property.isEmpty {
      name += "_\(hwmonName(property))"
    }
    // Alarms and faults have no unit, whatever the sensor measures.
    let (suffix, kind, unit): (String, MetricKind, NumberFile.Unit) =
      switch (file.kind, property) {
      case ("beep_enable", _): ("d", .gauge, .one)
      case ("update_interval", _): ("_seconds", .gauge, .decimals(3))
      case ("vrm", _): ("", .gauge, .one)
      case (_, "fault"), (_, "alarm"): ("", .gauge, .one)
      case (_, "beep"): ("_enabled", .gauge, .one)
      case ("in", _), ("cpu", _): ("_volts", .gauge, .decimals(3))
      case ("temp", "type"): ("", .gauge, .one)
      case ("temp", _): ("_celsius", .gauge, .decimals(3))
      case ("curr", _): ("_amps", .gauge, .decimals(3))
      case ("energy", _): ("_joules_total", .counter, .decimals(6))
      case ("power", "accuracy"): ("", .gauge, .decimals(6))
      case ("power", "average_interval"), ("power", "average_interval_min"),
        ("power", "average_interval_max"):
        ("_seconds", .gauge, .decimals(3))
      case ("power", _): ("_watt", .gauge, .decimals(6))
      case ("humidity", _): ("", .gauge, .decimals(6))
      case ("fan", "input"), ("fan", "min"), ("fan", "max"), ("fan", "target"):
        ("_rpm", .gauge, .one)
      case ("freq", "input"): ("_freq_mhz", .gauge, .decimals(6))
      default: ("", .gauge, .one)
      }
    self.name = file.kind == "vrm" ? "node_hwmon_voltage_regulator_version" : name + suffix
    self.kind = kind
    self.unit = unit
  }
}

/// A chip's or property's name as a label and in a family: lower case, without blanks and signs.
func hwmonName(_ text: String) -> String {
  let name = text.lowercased().map {
    $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ":") ? $0 : "_"
  }
  return String(name).trimmingUnderscores()
}

extension String {
  fileprivate func trimmingUnderscores() -> String {
    let start = drop { $0 == "_" }
    let end = start.reversed().drop { $0 == "_" }
    return String(end.reversed())
  }
}
