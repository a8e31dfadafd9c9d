/// What stands on a page before the samples of a family, rendered once: name, HELP and TYPE.
///
/// Who writes the same families at each scrape keeps their headers: a header is then copied, and no
/// text is looked at. It has one reference, to its bytes.
package struct FamilyHeader: Sendable {
  package let kind: MetricKind
  /// `# HELP name help`, `# TYPE name kind`, each with its line end.
  let text: [UInt8]
  let nameLength: Int
  let key: NameIndex.Key

  /// - Parameters:
  ///   - name: The name as the text format has it, with a counter's `_total` or an info's `_info`.
  ///   - help: One sentence, in our own words.
  package init(_ name: String, _ kind: MetricKind, _ help: String) {
    var text: [UInt8] = []
    text.append(header: name, kind, help)
    self.text = text
    self.kind = kind
    nameLength = name.utf8.count
    key = NameIndex.Key(name.utf8.span)
  }

  package var name: String { String(copying: text.span.extracting(nameRange)) }

  private var nameRange: Range<Int> { Self.nameStart..<Self.nameStart + nameLength }

  /// Where the name stands in a header.
  static let nameStart = 7
}

extension [UInt8] {
  /// Appends the header of a family.
  mutating func append(header name: String, _ kind: MetricKind, _ help: String) {
    let name = name.utf8.span
    append(addingCapacity: 2 * name.count + 2 * help.utf8.count + 32) { header in
      header.append("# HELP " as StaticString)
      header.append(name)
      header.append(UInt8(ascii: " "))
      header.append(escaping: help)
      header.append("\n# TYPE " as StaticString)
      header.append(name)
      header.append(UInt8(ascii: " "))
      header.append(kind.textName)
      header.append(UInt8(ascii: "\n"))
    }
  }
}
