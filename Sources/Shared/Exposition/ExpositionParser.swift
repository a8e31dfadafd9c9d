/// Reads the text format 0.0.4, and says at which line a text is not in it.
///
/// It accepts what Prometheus's own reader accepts and refuses besides what a scrape would stumble
/// over: a series twice, a histogram's bucket without its bound, and a text whose last line has no
/// end, which is a file that is being written. Time and memory are proportional to the text.
///
/// Source: https://prometheus.io/docs/instrumenting/exposition_formats/
package struct ExpositionParser {
  /// Whether the lines of a family must be together.
  package enum Order: Sendable {
    case contiguous
    /// Lines of several families may be mixed, as shell scripts write them.
    case any
  }

  private let text: [UInt8]
  private let order: Order
  private var position = 0
  private var line = 1
  private var result = ParsedExposition()
  private var indexes: [String: Int] = [:]
  /// What is known of each family beside what is told of it.
  private var states: [State] = []
  private var current: Int?
  private var series: Set<Int> = []
  /// The name of the last sample, and its family and role: most samples have the same.
  private var last: (name: Range<Int>, family: Int, role: Role)?
  private var labels: [LabelScanner.Label] = []

  private struct State {
    var hasKind = false
    var isLeft = false
  }

  /// What a sample is in its family.
  private enum Role {
    case plain, quantile, bucket, aggregate
  }

  package static func parse(
    _ text: [UInt8], order: Order = .contiguous
  ) throws(ExpositionError) -> ParsedExposition {
    var parser = ExpositionParser(text, order)
    try parser.checkText()
    while parser.position < text.count {
      try parser.parseLine()
      parser.line += 1
    }
    return parser.result
  }

  private init(_ text: [UInt8], _ order: Order) {
    self.text = text
    self.order = order
  }

  /// From here on the text ends with a newline, so that a look ahead needs no check.
  private mutating func checkText() throws(ExpositionError) {
    guard text.count < UInt32.max else { throw failure("the text is too large") }
    do {
      _ = try UTF8Span(validating: text.span)
    } catch {
      line = text[..<error.byteOffsets.lowerBound].count { $0 == UInt8(ascii: "\n") } + 1
      throw failure("bytes that are not UTF-8")
    }
    if let end = text.last, end != UInt8(ascii: "\n") {
      line = text.count { $0 == UInt8(ascii: "\n") } + 1
      throw failure("the text ends without a newline; is it still being written?")
    }
  }

  private func failure(_ reason: String) -> ExpositionError {
    ExpositionError(line: line, reason: reason)
  }
}

// MARK: - Lines

extension ExpositionParser {
  private mutating func parseLine() throws(ExpositionError) {
    text.skipBlanks(&position)
    switch text[position] {
    case UInt8(ascii: "\n"): break
    case UInt8(ascii: "#"): try parseComment()
    default: try parseSample()
    }
    text.skipBlanks(&position)
    guard text[position] == UInt8(ascii: "\n") else {
      throw failure("'\(text.string(restOfLine()))' is more than a sample has")
    }
    position += 1
  }

  private mutating func parseComment() throws(ExpositionError) {
    position += 1
    text.skipBlanks(&position)
    let keyword = text.string(takeWord())
    text.skipBlanks(&position)
    guard keyword == "HELP" || keyword == "TYPE", text[position] != UInt8(ascii: "\n") else {
      position = restOfLine().upperBound
      return
    }
    let nameRange = text.takeName(&position, allowingColons: true)
    guard !nameRange.isEmpty, isAtWordEnd else {
      throw failure("'\(text.string(nameRange.lowerBound..<takeWord().upperBound))' is no name")
    }
    let name = text.string(nameRange)
    let family = try enter(indexes[name] ?? addFamily(name))
    text.skipBlanks(&position)
    let rest = restOfLine()
    position = rest.upperBound
    // To Prometheus's own reader such a line says nothing, and is no error.
    guard !rest.isEmpty else { return }
    if keyword == "HELP" {
      guard result.families[family].help == nil else { throw failure("a second HELP of \(name)") }
      try checkHelp(rest)
      result.families[family].help = text.unescaped(rest)
    } else {
      guard !states[family].hasKind else { throw failure("a second TYPE of \(name)") }
      guard result.families[family].samples.isEmpty else {
        throw failure("the TYPE of \(name) behind its samples")
      }
      let word = text.string(rest).lowercased()
      guard let kind = MetricKind(textName: word) else {
        throw failure("'\(word)' is no type (of \(name))")
      }
      result.families[family].kind = kind
      states[family].hasKind = true
    }
  }

  private mutating func parseSample() throws(ExpositionError) {
    let name = text.takeName(&position, allowingColons: true)
    guard !name.isEmpty, isAtWordEnd || text[position] == UInt8(ascii: "{") else {
      throw failure("'\(text.string(name.lowerBound..<takeWord().upperBound))' is no name")
    }
    let (family, role) = try resolve(name)
    text.skipBlanks(&position)
    let labelStart = position + 1
    labels.removeAll(keepingCapacity: true)
    if text[position] == UInt8(ascii: "{") { try parseLabels() }
    let hasLabels = position >= labelStart
    let labelEnd = hasLabels ? position : labelStart

    text.skipBlanks(&position)
    let valueRange = takeWord()
    guard let value = text.span.extracting(valueRange).floatingPoint else {
      throw failure("'\(text.string(valueRange))' is no value")
    }
    try checkBounds(role, name)

    text.skipBlanks(&position)
    var timestamp: Int64?
    if text[position] != UInt8(ascii: "\n") {
      let range = takeWord()
      timestamp = Int64(text.string(range))
      guard timestamp != nil else { throw failure("'\(text.string(range))' is no timestamp") }
    }

    let identity = identity(of: name)
    guard series.insert(identity).inserted else {
      let end = hasLabels ? labelEnd : name.upperBound
      throw failure("a series twice: \(text.string(name.lowerBound..<end))")
    }
    result.families[family].samples.append(
      ParsedExposition.Sample(
        value: value, timestamp: timestamp, series: identity, source: text,
        nameRange: UInt32(name.lowerBound)..<UInt32(name.upperBound),
        labelRange: UInt32(labelStart)..<UInt32(labelEnd), lineNumber: UInt32(line)))
  }
}

// MARK: - Families

extension ExpositionParser {
  /// Makes a family the one that lines are for now.
  private mutating func enter(_ family: Int) throws(ExpositionError) -> Int {
    guard family != current else { return family }
    if let current { states[current].isLeft = true }
    current = family
    guard order == .any || !states[family].isLeft else {
      throw failure("lines of \(result.families[family].name) apart from its others")
    }
    return family
  }

  private mutating func addFamily(_ name: String) -> Int {
    indexes[name] = result.families.count
    result.families.append(ParsedExposition.Family(name: name, line: line))
    states.append(State())
    return result.families.count - 1
  }

  /// The family of a sample, which is untyped when no TYPE told of it.
  private mutating func resolve(
    _ range: Range<Int>
  ) throws(ExpositionError) -> (family: Int, role: Role) {
    if let last, isSameText(last.name, range), last.family == current {
      return (last.family, last.role)
    }
    let name = text.string(range)
    let (index, role) = try familyAndRole(of: name)
    let family = try enter(index ?? addFamily(name))
    last = (range, family, role)
    return (family, role)
  }

  private func familyAndRole(of name: String) throws(ExpositionError) -> (Int?, Role) {
    if let family = indexes[name] {
      switch result.families[family].kind {
      case .summary: return (family, .quantile)
      case .histogram: throw failure("a sample of the histogram \(name) without _bucket")
      case .counter, .gauge, .info, .untyped: return (family, .plain)
      }
    }
    for (suffix, role) in [("_bucket", Role.bucket), ("_sum", .aggregate), ("_count", .aggregate)]
    where name.hasSuffix(suffix) {
      guard let family = indexes[String(name.dropLast(suffix.count))] else { break }
      let kind = result.families[family].kind
      if kind == .histogram || (kind == .summary && role == .aggregate) { return (family, role) }
    }
    return (nil, .plain)
  }

  private func isSameText(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
    left.count == right.count && text[left] == text[right]
  }

  private func checkHelp(_ range: Range<Int>) throws(ExpositionError) {
    var index = range.lowerBound
    while index < range.upperBound {
      if text[index] == UInt8(ascii: "\\") {
        index += 1
        guard text[index] == UInt8(ascii: "\\") || text[index] == UInt8(ascii: "n") else {
          throw failure("a backslash in a HELP that escapes neither '\\' nor 'n'")
        }
      }
      index += 1
    }
  }
}

// MARK: - Samples

extension ExpositionParser {
  private mutating func parseLabels() throws(ExpositionError) {
    var scanner = LabelScanner(text, at: position + 1)
    do throws(LabelScanner.Failure) {
      while let label = try scanner.next() { labels.append(label) }
    } catch {
      throw failure(error.reason)
    }
    position = scanner.position
    labels.sort { text[$0.name].lexicographicallyPrecedes(text[$1.name]) }
    for index in labels.indices {
      if index > 0, isSameText(labels[index - 1].name, labels[index].name) {
        throw failure("the label \(text.string(labels[index].name)) twice")
      }
      if text.string(labels[index].name) == "__name__" {
        throw failure("the label __name__ is Prometheus's own")
      }
    }
  }

  private func checkBounds(_ role: Role, _ name: Range<Int>) throws(ExpositionError) {
    let bound: String
    switch role {
    case .plain, .aggregate: return
    case .bucket: bound = "le"
    case .quantile: bound = "quantile"
    }
    let label = labels.first { text.string($0.name) == bound }
    guard let label, text[label.value].span.floatingPoint != nil else {
      throw failure("\(text.string(name)) without a number in the label \(bound)")
    }
  }

  /// Escapes have one spelling each, so values can be compared as they stand in the text.
  private func identity(of name: Range<Int>) -> Int {
    var hasher = Hasher()
    combine(name, into: &hasher)
    for label in labels where !label.value.isEmpty {
      combine(label.name, into: &hasher)
      combine(label.value, into: &hasher)
    }
    return hasher.finalize()
  }

  private func combine(_ range: Range<Int>, into hasher: inout Hasher) {
    unsafe text[range].withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    hasher.combine(range.count)
  }
}

// MARK: - Words

extension ExpositionParser {
  private var isAtWordEnd: Bool {
    text[position] == UInt8(ascii: " ") || text[position] == UInt8(ascii: "\t")
      || text[position] == UInt8(ascii: "\n")
  }

  private mutating func takeWord() -> Range<Int> {
    let start = position
    while !isAtWordEnd { position += 1 }
    return start..<position
  }

  private func restOfLine() -> Range<Int> {
    var end = position
    while text[end] != UInt8(ascii: "\n") { end += 1 }
    return position..<end
  }
}
