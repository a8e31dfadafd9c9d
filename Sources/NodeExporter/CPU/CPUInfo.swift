import Shared

/// What `/proc/cpuinfo` says of one processor; the texts are the kernel's own.
struct CPUInfo: Equatable {
  var processor = ""
  var vendor = ""
  var family = ""
  var model = ""
  var modelName = ""
  var stepping = ""
  var microcode = ""
  var cacheSize = ""
  var package = ""
  var core = ""
  var megahertz: Double?
  /// Separated by blanks.
  var flags = ""
  /// Separated by blanks.
  var bugs = ""

  /// Reads blocks of `key : value` lines with an empty line between them.
  static func read(_ file: Span<UInt8>) -> [CPUInfo] {
    var text = TextCursor(file)
    var all: [CPUInfo] = []
    while var line = text.nextLine() {
      var key = line.slice(upTo: ":")
      if key.take(prefix: "processor") {
        all.append(CPUInfo())
        all[all.count - 1].processor = line.remainder()
      } else if !all.isEmpty {
        all[all.count - 1].take(key.remainder(), &line)
      }
    }
    return all
  }

  private mutating func take(_ key: String, _ value: inout TextCursor) {
    switch key {
    case "vendor_id": vendor = value.remainder()
    case "cpu family": family = value.remainder()
    case "model": model = value.remainder()
    case "model name": modelName = value.remainder()
    case "stepping": stepping = value.remainder()
    case "microcode": microcode = value.remainder()
    case "cache size": cacheSize = value.remainder()
    case "physical id": package = value.remainder()
    case "core id": core = value.remainder()
    // Some kernels print "unknown".
    case "cpu MHz": megahertz = try? value.number()
    case "flags", "Features": flags = value.remainder()
    case "bugs": bugs = value.remainder()
    default: break
    }
  }

  var labels: Labels {
    Labels([
      Label("cachesize", cacheSize), Label("core", core), Label("cpu", processor),
      Label("family", family), Label("microcode", microcode), Label("model", model),
      Label("model_name", modelName), Label("package", package), Label("stepping", stepping),
      Label("vendor", vendor),
    ])
  }
}
