extension Exposition {
  /// Appends the families of several expositions that may have the same ones, as those of two
  /// servers do: the samples of a family stand together, as the formats require.
  ///
  /// Families of the same name are taken to be of the same type; that no two samples have the same
  /// labels is for who wrote them to see to.
  mutating func append(merging parts: [Exposition]) {
    if parts.count == 1 { return append(parts[0]) }
    var places: [String: [(part: Int, family: Int)]] = [:]
    for (part, exposition) in parts.enumerated() {
      duplicates += exposition.duplicates
      for (index, family) in exposition.families.enumerated() {
        places[family.name, default: []].append((part, index))
      }
    }
    for exposition in parts {
      for family in exposition.families {
        guard let found = places.removeValue(forKey: family.name) else { continue }
        guard open(family, named: Array(family.name.utf8)) else { continue }
        for place in found {
          let start = parts[place.part].families[place.family].samples
          let end = parts[place.part].range(of: place.family).upperBound
          bytes.append(contentsOf: parts[place.part].bytes[start..<end])
        }
      }
    }
  }
}
