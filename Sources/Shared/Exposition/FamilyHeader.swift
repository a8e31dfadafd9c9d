/// What stands on a page before the samples of a family: its name, HELP and TYPE.
///
/// Who writes the same families at each scrape keeps their headers, which know beforehand what would
/// have to be found out of a name and a help each time.
package struct FamilyHeader: Sendable {
  package let name: String
  package let kind: MetricKind
  package let help: String
  let key: NameIndex.Key
  /// Whether nothing in the help has to be escaped.
  let isPlain: Bool

  /// - Parameters:
  ///   - name: The name as the text format has it, with a counter's `_total` or an info's `_info`.
  ///   - help: One sentence, in our own words.
  package init(_ name: String, _ kind: MetricKind, _ help: String) {
    self.name = name
    self.kind = kind
    self.help = help
    key = NameIndex.Key(name.utf8.span)
    isPlain = !help.utf8.contains { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\n") }
  }

  /// Where the name stands in a header.
  static let nameStart = 7

  /// How many bytes the header takes at most.
  var capacity: Int { Self.capacity(name, help) }

  fileprivate static func capacity(_ name: String, _ help: String) -> Int {
    2 * name.utf8.count + 2 * help.utf8.count + 32
  }
}

extension OutputSpan<UInt8> {
  mutating func append(header: FamilyHeader) {
    append(header: header.name, header.kind, header.help, isPlain: header.isPlain)
  }

  fileprivate mutating func append(
    header name: String, _ kind: MetricKind, _ help: String, isPlain: Bool = false
  ) {
    let name = name.utf8.span
    append("# HELP " as StaticString)
    append(name)
    append(UInt8(ascii: " "))
    if isPlain { append(help.utf8.span) } else { append(escaping: help) }
    append("\n# TYPE " as StaticString)
    append(name)
    append(UInt8(ascii: " "))
    append(kind.textName)
    append(UInt8(ascii: "\n"))
  }
}

extension [UInt8] {
  /// Appends the header of a family.
  mutating func append(header name: String, _ kind: MetricKind, _ help: String) {
    append(addingCapacity: FamilyHeader.capacity(name, help)) {
      $0.append(header: name, kind, help)
    }
  }
}
