import Glibc
import Shared

/// The assignments of an `os-release` file, which a shell could read.
struct OSRelease {
  private var values: [String: String] = [:]

  /// Reads lines of `NAME=value`, the value bare, in single or in double quotes. Other lines are
  /// passed over.
  init(_ file: Span<UInt8>) {
    var lines = TextCursor(file)
    while var line = lines.nextLine() {
      line.skipBlanks()
      if line.take(prefix: "#") { continue }
      let name = line.field(upTo: "=")
      if !name.isEmpty, !name.contains(" ") { values[name] = Self.value(line.remainder()) }
    }
  }

  /// The value that `name` has, or nothing.
  subscript(name: String) -> String { values[name] ?? "" }

  /// The first two numbers of `VERSION_ID`, or `nil` where it does not begin with one, as on
  /// systems that roll.
  var version: Double? {
    let parts = self["VERSION_ID"].split(
      separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard let major = parts.first?.prefix(while: \.isDecimal), !major.isEmpty else { return nil }
    let isFollowed = major.count == parts[0].count && parts.count > 1
    let minor = isFollowed ? parts[1].prefix(while: \.isDecimal) : ""
    let version = Double(minor.isEmpty ? "\(major)" : "\(major).\(minor)")
    return version == 0 ? nil : version
  }

  /// The day of `SUPPORT_END`, in Unix time, or `nil` where there is none.
  var supportEnd: Int? {
    let parts = self["SUPPORT_END"].split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let year = CInt(parts[0]), let month = CInt(parts[1]),
      let day = CInt(parts[2]), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    var date = unsafe tm()
    unsafe date.tm_year = year - 1900
    unsafe date.tm_mon = month - 1
    unsafe date.tm_mday = day
    return unsafe timegm(&date)
  }

  /// What a shell makes of `text`.
  private static func value(_ text: String) -> String {
    var value = ""
    var quote: Character?
    var rest = text[...]
    while let character = rest.popFirst() {
      if character == quote {
        quote = nil
      } else if quote == nil, character == "\"" || character == "'" {
        quote = character
      } else if character == "\\", quote != "'", let next = rest.first,
        quote == nil || "\"\\$`".contains(next)
      {
        value.append(next)
        rest.removeFirst()
      } else {
        value.append(character)
      }
    }
    return value
  }
}

extension Character {
  fileprivate var isDecimal: Bool { isASCII && isNumber }
}
