import Shared

/// What the file `pci.ids` calls devices, whose files know numbers alone.
///
/// The file has more than a megabyte of names, of which a machine has some dozens: it is read once for
/// all devices that are new, and nothing of it is kept but their names.
struct PCINames {
  /// The numbers of a device, four hexadecimal digits each, and six of its class.
  struct Numbers: Hashable {
    let vendor: String
    let device: String
    let subsystemVendor: String
    let subsystemDevice: String
    let classCode: String
  }

  struct Names {
    var vendor = ""
    var device = ""
    var subsystemVendor = ""
    var subsystemDevice = ""
    var classCode = ""
  }

  /// Where distributions have it.
  static let places = ["/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids"]

  /// Looks up devices in the file's text.
  ///
  /// A line without a tab is a vendor, or a class behind `C `; one with a tab is its device or its
  /// subclass; one with two is a subsystem of the device, by vendor and number, or a programming
  /// interface. Between a number and its name are two blanks.
  static func look(up wanted: Set<Numbers>, in file: Span<UInt8>) -> [Numbers: Names] {
    var found: [Numbers: Names] = [:]
    for numbers in wanted { found[numbers] = Names() }
    var isClass = false
    var first = ""
    var second = ""
    var lines = TextCursor(file)
    while var line = lines.nextLine() {
      if line.isAtEnd || line.take(prefix: "#") { continue }
      if line.take(prefix: "\t\t") {
        guard !second.isEmpty else { continue }
        let number = line.field()
        if isClass {
          let name = line.remainder()
          for numbers in wanted where numbers.classCode == first + second + number {
            found[numbers]?.classCode = name
          }
        } else {
          let device = line.field()
          for numbers in wanted
          where numbers.vendor == first && numbers.device == second
            && numbers.subsystemVendor == number && numbers.subsystemDevice == device
          {
            found[numbers]?.subsystemDevice = line.string.droppingBlanks
          }
        }
      } else if line.take(prefix: "\t") {
        second = line.field()
        for numbers in wanted {
          if isClass, numbers.classCode.hasPrefix(first + second) {
            found[numbers]?.classCode = line.string.droppingBlanks
          } else if !isClass, numbers.vendor == first, numbers.device == second {
            found[numbers]?.device = line.string.droppingBlanks
          }
        }
      } else {
        isClass = line.take(prefix: "C ")
        first = line.field()
        second = ""
        for numbers in wanted {
          if isClass {
            if numbers.classCode.hasPrefix(first) {
              found[numbers]?.classCode = line.string.droppingBlanks
            }
            continue
          }
          if numbers.vendor == first { found[numbers]?.vendor = line.string.droppingBlanks }
          if numbers.subsystemVendor == first {
            found[numbers]?.subsystemVendor = line.string.droppingBlanks
          }
        }
      }
    }
    return found
  }
}

extension String {
  fileprivate var droppingBlanks: String { String(drop { $0 == " " }) }
}
