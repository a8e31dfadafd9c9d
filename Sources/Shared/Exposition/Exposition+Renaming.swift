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
    for (index, family) in families.enumerated() {
      guard family.name.hasPrefix(prefix), !keeps(family.name) else {
        page.append(only: index, of: self)
        continue
      }
      let name = other + family.name.dropFirst(prefix.count)
      let renamed = Family(name: name, kind: family.kind, help: family.help)
      guard page.open(renamed, named: Array(name.utf8)) else { continue }
      let length = prefix.utf8.count
      // Each line is a sample, and starts with the family's name: a label's value has no line ends.
      for line in bytes[family.samples..<range(of: index).upperBound]
        .split(separator: UInt8(ascii: "\n"))
      {
        page.bytes.append(contentsOf: other.utf8)
        page.bytes.append(contentsOf: line.dropFirst(length))
        page.bytes.append(UInt8(ascii: "\n"))
      }
    }
    page.duplicates += duplicates
    return page
  }

  private mutating func append(only index: Int, of page: Exposition) {
    var one = Exposition()
    one.bytes = Array(page.bytes[page.range(of: index)])
    var family = page.families[index]
    family.samples -= family.start
    family.start = 0
    one.families = [family]
    append(one)
  }
}
