/// What a scrape found: the text format 0.0.4, and where each family stands in it.
///
/// Of a family only numbers are kept beside the text, so that pages are put together from parts by
/// copying bytes, whatever number of families they have.
package struct Exposition: Sendable {
  package internal(set) var bytes: [UInt8] = []
  /// The families, in the order in which they stand in the text.
  var places: [Place] = []
  /// The families that were left out because one written before them has the same sample names.
  package internal(set) var duplicates: [String] = []
  /// The names that samples of the families have or may have.
  var names = NameIndex()

  package init() {}

  /// Where a family stands in the text, and what is to be known of it without reading that.
  struct Place: Sendable {
    /// Where its header starts.
    var start: Int
    /// Where its first sample starts; the last one ends where the next family starts.
    var samples: Int
    let nameLength: Int
    let kind: MetricKind
    let key: NameIndex.Key

    var nameRange: Range<Int> {
      let start = start + FamilyHeader.nameStart
      return start..<start + nameLength
    }

    /// Its help, escaped as the text format has it.
    var helpRange: Range<Int> {
      let typeLine = "\n# TYPE  \n".utf8.count + nameLength + kind.textName.utf8CodeUnitCount
      return nameRange.upperBound + 1..<samples - typeLine
    }
  }

  package var isEmpty: Bool { places.isEmpty && duplicates.isEmpty }

  /// Keeps no more memory than it takes to append this elsewhere.
  mutating func compact() {
    bytes = bytes.exactCopy
    places = places.exactCopy
    names = NameIndex()
  }

  /// How many samples there are: each is a line, as are the two of each family's header.
  package var series: Int {
    bytes.count { $0 == UInt8(ascii: "\n") } - 2 * families.count
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    duplicates.removeAll()
    names.removeAll()
  }
}

// MARK: - Families

extension Exposition {
  /// One metric family, without its samples.
  package struct Family: Sendable {
    package let name: String
    package let kind: MetricKind
    package let help: String
  }

  /// Read from the text.
  package var families: [Family] {
    places.map { place in
      Family(
        name: name(of: place), kind: place.kind,
        help: String(unescaping: bytes.span.extracting(place.helpRange)))
    }
  }

  func name(of place: Place) -> String {
    String(copying: bytes.span.extracting(place.nameRange))
  }

  /// Writes a family's header, unless its samples could be taken for those of a family that is
  /// already there: then it becomes one of the ``duplicates``.
  mutating func open(_ header: FamilyHeader) -> Bool {
    open(header, adding: 0) { _, _ in }
  }

  /// Writes a family's header and its only sample.
  mutating func append(
    _ header: FamilyHeader, _ value: some MetricValue, labels: Labels
  ) -> Bool {
    let capacity = header.name.utf8.count + labels.bytes.count + longestValue + 2
    return open(header, adding: capacity) { output, header in
      output.append(header.name.utf8.span)
      output.append(labels.bytes.span)
      output.append(UInt8(ascii: " "))
      value.write(to: &output)
      output.append(UInt8(ascii: "\n"))
    }
  }

  private mutating func open(
    _ header: FamilyHeader, adding capacity: Int,
    _ writeMore: (inout OutputSpan<UInt8>, FamilyHeader) -> Void
  ) -> Bool {
    guard names.claim(header.kind, header.key, header.name.utf8.span) else {
      duplicates.append(header.name)
      return false
    }
    let start = bytes.count
    var length = 0
    bytes.append(addingCapacity: header.capacity + capacity) { output in
      output.append(header: header)
      length = output.count
      writeMore(&output, header)
    }
    places.append(
      Place(
        start: start, samples: start + length, nameLength: header.name.utf8.count,
        kind: header.kind, key: header.key))
    return true
  }

  /// Writes a header that was rendered before, with a name of so many bytes.
  mutating func open(rendered header: [UInt8], nameLength: Int, _ kind: MetricKind) -> Bool {
    let start = FamilyHeader.nameStart
    let name = header.span.extracting(start..<start + nameLength)
    let key = NameIndex.Key(name)
    guard names.claim(kind, key, name) else {
      duplicates.append(String(copying: name))
      return false
    }
    places.append(
      Place(
        start: bytes.count, samples: bytes.count + header.count, nameLength: nameLength,
        kind: kind, key: key))
    bytes.append(contentsOf: header)
    return true
  }

  /// Appends the families of another exposition, less those that are ``clashes(with:)``, which
  /// become ``duplicates``.
  mutating func append(_ other: Exposition) {
    duplicates.append(contentsOf: other.duplicates)
    append(other, other.places.indices)
  }

  /// Appends families of another exposition.
  mutating func append(_ other: Exposition, _ indices: Range<Int>) {
    names.reserve(indices.count)
    places.reserveRoom(for: indices.count)
    // Those that may stay are copied at once.
    var first = indices.lowerBound
    for index in indices where !names.claim(other.places[index], in: other.bytes) {
      copy(other, first..<index)
      duplicates.append(other.name(of: other.places[index]))
      first = index + 1
    }
    copy(other, first..<indices.upperBound)
  }

  private mutating func copy(_ other: Exposition, _ indices: Range<Int>) {
    guard let first = indices.first, let last = indices.last else { return }
    let slice = other.places[first].start..<other.range(of: last).upperBound
    let offset = bytes.count - slice.lowerBound
    bytes.append(other.bytes.span.extracting(slice))
    for index in indices {
      var place = other.places[index]
      place.start += offset
      place.samples += offset
      places.append(place)
    }
  }

  /// The families of `other` that cannot be appended since their names are taken here.
  func clashes(with other: Exposition) -> [String] {
    other.places.filter { !names.hasRoom(for: $0, in: other.bytes) }.map { other.name(of: $0) }
  }

  /// Where a family, header and samples, stands in the text.
  func range(of index: Int) -> Range<Int> {
    let next = index + 1
    return places[index].start..<(next < places.count ? places[next].start : bytes.count)
  }

  /// Where a family's samples stand in the text.
  func samples(of index: Int) -> Range<Int> {
    places[index].samples..<range(of: index).upperBound
  }

  /// Drops what follows a point.
  mutating func truncate(bytes count: Int, families familyCount: Int, duplicates: Int) {
    self.duplicates.removeSubrange(duplicates...)
    bytes.removeSubrange(count...)
    guard familyCount < places.count else { return }
    places.removeSubrange(familyCount...)
    names.removeAll()
    for place in places { _ = names.claim(place, in: bytes) }
  }
}

extension NameIndex {
  /// Whether no sample of such a family has a name that is here.
  fileprivate func hasRoom(for kind: MetricKind, _ key: Key, _ name: Span<UInt8>) -> Bool {
    guard !contains(key) else { return false }
    return kind.sampleSuffixes.allSatisfy { !contains(Key(name, adding: $0)) }
  }

  /// Adds the names of its samples, if there is room for all of them.
  fileprivate mutating func claim(_ kind: MetricKind, _ key: Key, _ name: Span<UInt8>) -> Bool {
    guard kind == .histogram || kind == .summary else { return insert(key) }
    guard hasRoom(for: kind, key, name) else { return false }
    for suffix in kind.sampleSuffixes { insert(Key(name, adding: suffix)) }
    return insert(key)
  }

  fileprivate func hasRoom(for place: Exposition.Place, in text: [UInt8]) -> Bool {
    hasRoom(for: place.kind, place.key, text.span.extracting(place.nameRange))
  }

  fileprivate mutating func claim(_ place: Exposition.Place, in text: [UInt8]) -> Bool {
    claim(place.kind, place.key, text.span.extracting(place.nameRange))
  }
}

extension Array {
  /// The same in memory of its own.
  fileprivate var exactCopy: [Element] {
    var copy: [Element] = []
    copy.reserveCapacity(count)
    copy.append(contentsOf: self)
    return copy
  }

  /// Makes room for more elements, in steps that grow, as appending them one by one does.
  fileprivate mutating func reserveRoom(for more: Int) {
    if count + more > capacity { reserveCapacity(Swift.max(count + more, 2 * capacity)) }
  }
}

extension String {
  /// Undoes what stands for a backslash and for a line end in a HELP text.
  fileprivate init(unescaping text: Span<UInt8>) {
    var bytes: [UInt8] = []
    var isEscaped = false
    for index in text.indices {
      let byte = text[index]
      if isEscaped {
        bytes.append(byte == UInt8(ascii: "n") ? UInt8(ascii: "\n") : byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        bytes.append(byte)
      }
    }
    self.init(decoding: bytes, as: UTF8.self)
  }
}

/// What the samples of a family are.
package enum MetricKind: Sendable {
  case counter, gauge, histogram, summary, info, untyped

  /// The word after `# TYPE` in the text format, which has no info.
  var textName: StaticString {
    switch self {
    case .counter: "counter"
    case .gauge, .info: "gauge"
    case .histogram: "histogram"
    case .summary: "summary"
    case .untyped: "untyped"
    }
  }

  /// Reads what stands after `# TYPE` in the text format, in lower case.
  init?(textName: String) {
    switch textName {
    case "counter": self = .counter
    case "gauge": self = .gauge
    case "histogram": self = .histogram
    case "summary": self = .summary
    case "untyped": self = .untyped
    default: return nil
    }
  }

  /// What samples have behind the name of their family.
  package var sampleSuffixes: [StaticString] {
    switch self {
    case .histogram: ["_bucket", "_sum", "_count"]
    case .summary: ["_sum", "_count"]
    case .counter, .gauge, .info, .untyped: []
    }
  }
}
