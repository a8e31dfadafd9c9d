extension Exposition {
  /// One exposition of several that may have the same families, as those of two servers do: the
  /// samples of a family stand together, as the formats require.
  ///
  /// Families of the same name are taken to be of the same type; that no two samples have the same
  /// labels is for who wrote them to see to.
  package static func merged(_ parts: [Exposition]) -> Exposition {
    if parts.count == 1 { return parts[0] }
    var merged = Exposition()
    merged.bytes.reserveCapacity(parts.reduce(0) { $0 + $1.bytes.count })
    var places: [String: [(part: Int, family: Int)]] = [:]
    for (part, exposition) in parts.enumerated() {
      merged.duplicates += exposition.duplicates
      for (index, family) in exposition.families.enumerated() {
        places[family.name, default: []].append((part, index))
      }
    }
    for exposition in parts {
      for family in exposition.families {
        guard let found = places.removeValue(forKey: family.name) else { continue }
        guard merged.open(family, named: Array(family.name.utf8)) else { continue }
        for place in found {
          let source = parts[place.part]
          let samples = source.families[place.family].samples
          merged.bytes.append(
            contentsOf: source.bytes[samples..<source.range(of: place.family).upperBound])
        }
      }
    }
    return merged
  }
}
