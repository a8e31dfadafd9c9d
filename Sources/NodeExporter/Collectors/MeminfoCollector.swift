import Shared
import Synchronization

/// Memory statistics, one family for each line of `/proc/meminfo`.
///
/// Lines that a newer kernel adds become families without a change here.
final class MeminfoCollector: Collector {
  let name = "meminfo"
  private let meminfo: KernelFile
  private let known = Mutex(RowMemory<Field>())

  init(_ host: HostPaths) {
    meminfo = host.proc.file("meminfo")
  }

  /// The family that a line becomes.
  struct Field: Equatable {
    let family: String
    let help: String
    /// What the line's number is multiplied with.
    let scale: UInt64

    /// - Parameters:
    ///   - key: What stands before the colon, e.g. `Active(anon)`.
    ///   - isInKilobytes: Whether the number is followed by `kB`, which means 1024 bytes.
    init(key: String, isInKilobytes: Bool) {
      let name = key.map { character in
        character == "(" || !(character.isASCII && (character.isLetter || character.isNumber))
          ? "_" : String(character)
      }
      let stem = (key.hasSuffix(")") ? name.dropLast() : name[...]).joined()
      family = "node_memory_\(stem)\(isInKilobytes ? "_bytes" : "")"
      help = "The line \(key) of /proc/meminfo\(isInKilobytes ? ", in bytes" : "")."
      scale = isInKilobytes ? 1024 : 1
    }
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try meminfo.read()
    var text = TextCursor(file.span)
    var fields = known.withLock { $0 }
    fields.begin()
    var losses = Losses()
    while var line = text.nextLine() {
      let key = line.slice(upTo: ":").bytes
      if key.isEmpty { continue }
      let value: UInt64
      do throws(ParseError) {
        value = try line.integer()
      } catch {
        losses.note(meminfo.malformed(error, in: String(copying: key)))
        continue
      }
      let field = fields.value(for: key) {
        line.skipBlanks()
        return Field(key: String(copying: key), isInKilobytes: line.equals("kB"))
      }
      metrics.gauge(field.family, field.help, value &* field.scale)
    }
    fields.end()
    if fields.isChanged { known.withLock { $0 = fields } }
    try losses.report()
  }
}
