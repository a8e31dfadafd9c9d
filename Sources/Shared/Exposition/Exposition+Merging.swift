extension Exposition {
  /// Appends the families of several expositions that may have the same ones, as those of two
  /// servers do: the samples of a family stand together, as the formats require.
  ///
  /// Families of the same name are taken to be of the same type; that no two samples have the same
  /// labels is for who wrote them to see to.
  mutating func append(merging parts: [Exposition]) {
    if parts.count == 1 { return append(parts[0]) }
    var families: [NameIndex.Key: [(part: Int, family: Int)]] = [:]
    for (part, exposition) in parts.enumerated() {
      duplicates += exposition.duplicates
      for (index, place) in exposition.places.enumerated() {
        families[place.key, default: []].append((part, index))
      }
    }
    for part in parts {
      for (index, place) in part.places.enumerated() {
        guard let found = families.removeValue(forKey: place.key) else { continue }
        let count = places.count
        append(part, index..<index + 1)
        guard places.count > count else { continue }
        for other in found.dropFirst() {
          let source = parts[other.part]
          bytes.append(source.bytes.span.extracting(source.samples(of: other.family)))
        }
      }
    }
  }
}
