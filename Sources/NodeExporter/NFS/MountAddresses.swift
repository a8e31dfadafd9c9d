import Shared

/// The addresses of the servers that file systems are mounted from, by `/proc/PID/mountinfo`:
/// `/proc/PID/mountstats` has them not.
struct MountAddresses {
  private var ofMounts: [String: String] = [:]
  private var ofExports: [String: String] = [:]

  init(_ file: Span<UInt8>) {
    var lines = TextCursor(file)
    while var line = lines.nextLine() {
      line.skip(fields: 4)
      let point = line.field()
      while !line.isAtEnd, !line.slice().equals("-") {}
      guard line.field().hasPrefix("nfs") else { continue }
      let export = line.field()
      var options = line.slice()
      while !options.isAtEnd {
        var option = options.slice(upTo: ",")
        guard option.take(prefix: "addr=") else { continue }
        let address = option.string
        ofMounts["\(export) \(point)"] = address
        if ofExports[export] == nil { ofExports[export] = address }
      }
    }
  }

  /// The server's address, or nothing where it is not known.
  func address(of export: String, at point: String) -> String {
    ofMounts["\(export) \(point)"] ?? ofExports[export] ?? ""
  }
}
