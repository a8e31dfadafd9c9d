extension Exposition {
  /// The same page with another prefix before the names of its families.
  ///
  /// - Parameters:
  ///   - prefix: Names without it stay.
  ///   - keeps: Whether a name stays as it is.
  package func replacing(
    prefix: String, by other: String, where keeps: (String) -> Bool = { _ in false }
  ) -> Exposition {
    var page = Exposition()
    let length = prefix.utf8.count
    for (index, family) in families.enumerated() {
      guard family.name.hasPrefix(prefix), !keeps(family.name) else {
        page.append(self, index..<index + 1)
        continue
      }
      let renamed = FamilyHeader(
        other + family.name.dropFirst(prefix.count), family.kind, family.help)
      guard page.open(renamed) else { continue }
      // Each line is a sample, and starts with the family's name: a label's value has no line ends.
      for line in bytes[samples(of: index)].split(separator: UInt8(ascii: "\n")) {
        page.bytes.append(contentsOf: other.utf8)
        page.bytes.append(contentsOf: line.dropFirst(length))
        page.bytes.append(UInt8(ascii: "\n"))
      }
    }
    page.duplicates += duplicates
    return page
  }
}
