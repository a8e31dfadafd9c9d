import Shared

/// One chip in `/sys/class/hwmon`: what it is called and the files of its sensors.
///
/// Found out once, when the chip is seen for the first time.
struct SensorChip: Sendable {
  let chip: String
  /// What the driver calls it, if it says.
  let driverName: String?
  let labels: [(labels: Labels, text: String)]
  let numbers: [Number]

  /// A file with a number, and the sample that it becomes.
  struct Number: Sendable {
    let file: KernelFile
    let header: FamilyHeader
    let unit: NumberFile.Unit
    let labels: Labels
  }

  /// - Parameter wants: Decides on a chip and one of its sensors.
  init?(_ sys: FileTree, _ folder: String, wantsChip: (String) -> Bool, wants: (String) -> Bool) {
    let chip = Self.name(sys, folder)
    guard wantsChip(chip) else { return nil }
    self.chip = chip
    driverName = (try? sys.fileReadOnce("\(folder)/name").text()).flatMap { $0.isEmpty ? nil : $0 }
    let files = Self.files(sys, folder, chip, wants)
    let plain = Set(files.filter { $0.name.property.isEmpty }.map(\.name.sensor))
    var labels: [(labels: Labels, text: String)] = []
    var texts: [String: String] = [:]
    for file in files where file.name.property == "label" {
      guard let text = sys.fileReadOnce(file.path).line() else { continue }
      texts[file.name.sensor] = text
      labels.append(
        (
          Labels([
            Label("chip", chip), Label("label", text), Label("sensor", file.name.sensor),
          ]), text
        ))
    }
    self.labels = labels
    numbers = files.compactMap { file in
      let name = file.name
      guard name.property != "label" else { return nil }
      var sensor = name.sensor
      if name.kind == "freq", name.property == "input" {
        // Clocks of a graphics card are told apart by what they are for.
        guard let text = texts[sensor] else { return nil }
        sensor = hwmonName(text)
      }
      let family = SensorFamily(name, hasPlainFile: plain.contains(name.sensor))
      return Number(
        file: sys.attribute(file.path),
        header: FamilyHeader(
          family.name, family.kind,
          "A sensor's \(name.property.isEmpty ? name.kind : name.property)."),
        unit: family.unit, labels: Labels([Label("chip", chip), Label("sensor", sensor)]))
    }
  }

  private static func files(
    _ sys: FileTree, _ folder: String, _ chip: String, _ wants: (String) -> Bool
  ) -> [(path: String, name: SensorFile)] {
    var files: [(path: String, name: SensorFile)] = []
    var known: Set<String> = []
    // Old drivers have their files in the device's folder; those of the chip's own come last there.
    for place in ["\(folder)/device", folder] {
      for name in (try? sys.names(in: place)) ?? [] {
        guard let file = SensorFile(name), wants("\(chip);\(file.sensor)"),
          known.insert(name).inserted
        else { continue }
        files.append(("\(place)/\(name)", file))
      }
    }
    return files.sorted { ($0.name.sensor, $0.name.property) < ($1.name.sensor, $1.name.property) }
  }

  /// Where the chip sits, such as `pci0000:00_0000:00:18.3`: unlike `hwmon3` it is the same after the
  /// next start.
  private static func name(_ sys: FileTree, _ folder: String) -> String {
    if let parts = sys.resolved("\(folder)/device") {
      let device = hwmonName(parts.last ?? "")
      let bus = hwmonName(parts.dropLast().last ?? "")
      if !device.isEmpty { return bus.isEmpty ? device : "\(bus)_\(device)" }
    }
    let name = hwmonName((try? sys.fileReadOnce("\(folder)/name").text()) ?? "")
    if !name.isEmpty { return name }
    return hwmonName((sys.resolved(folder)?.last) ?? folder)
  }
}
