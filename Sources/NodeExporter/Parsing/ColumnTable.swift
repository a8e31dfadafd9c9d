import Shared

/// The meaning of files whose lines are a key and numbers, as those of XFS and NFS are:
/// `dir 3 2 1 52`.
struct ColumnTable: Sendable {
  /// What a number becomes; `nil` is one that nobody asks for.
  struct Column: Sendable {
    let header: FamilyHeader
    let labels: Labels

    init(_ header: FamilyHeader, _ labels: Labels = .none) {
      self.header = header
      self.labels = labels
    }

    static func counter(_ family: String, _ help: String) -> Self {
      Self(FamilyHeader(family, .counter, help))
    }

    /// A counter that is told from others of its family by a label.
    static func labelled(
      _ family: String, _ label: StaticString, _ value: String, _ help: String
    ) -> Self {
      Self(FamilyHeader(family, .counter, help), Labels([Label(label, value)]))
    }
  }

  private let lines: [String: [Column?]]

  /// - Parameter lines: By key, in the order of the numbers behind it. Kernels that are newer may
  ///   have more numbers, older ones fewer.
  init(_ lines: [String: [Column?]]) {
    self.lines = lines
  }

  /// Reads the file.
  ///
  /// - Parameter labels: What all samples are labelled with, instead of the columns' own.
  func read(_ file: KernelFile, _ labels: Labels? = nil, into groups: inout FamilyGroups) throws {
    let contents = try file.readOrAbsent()
    try file.parsing {
      var rest = TextCursor(contents.span)
      while var line = rest.nextLine() {
        try read(line.field(), &line, labels, into: &groups)
      }
    }
  }

  /// Reads what follows the key of a line.
  func read(
    _ key: String, _ line: inout TextCursor, _ labels: Labels? = nil,
    into groups: inout FamilyGroups
  ) throws(ParseError) {
    for column in lines[key] ?? [] {
      line.skipBlanks()
      if line.isAtEnd { return }
      guard let column else {
        line.skip()
        continue
      }
      groups.append(column.header, try line.integer(), labels ?? column.labels)
    }
  }
}
