/// A text with a structure, before it is written in any notation.
struct Document: Sendable, Equatable {
  enum Block: Sendable, Equatable {
    case heading(level: Int, String)
    case paragraph([Piece])
    case list([[Piece]])
    case checklist([[Piece]])
    case table(header: [String], rows: [[String]])
    /// A picture, and what it shows in words.
    case picture(String)
  }

  enum Piece: Sendable, Equatable {
    case text(String)
    case strong(String)
    /// What somebody else wrote, which is shown as it is.
    case quote(String)
    /// What only a person knows: a question, and its share of the words that are left.
    case blank(String, weight: Int)
  }

  var blocks: [Block] = []

  /// Words that stand in it already. Blanks and pictures have none.
  var words: Int {
    blocks.reduce(0) { sum, block in
      switch block {
      case .heading(_, let text): sum + Self.words(in: text)
      case .paragraph(let pieces): sum + Self.words(in: pieces)
      case .list(let items), .checklist(let items):
        sum + items.reduce(0) { $0 + Self.words(in: $1) }
      case .table(let header, let rows):
        sum + ([header] + rows).joined().reduce(0) { $0 + Self.words(in: $1) }
      case .picture: sum
      }
    }
  }

  var blankWeight: Int {
    let pieces = blocks.flatMap { block -> [Piece] in
      switch block {
      case .paragraph(let pieces): pieces
      case .list(let items), .checklist(let items): items.flatMap { $0 }
      default: []
      }
    }
    return pieces.reduce(0) { sum, piece in
      if case .blank(_, let weight) = piece { sum + weight } else { sum }
    }
  }

  private static func words(in pieces: [Piece]) -> Int {
    pieces.reduce(0) { sum, piece in
      switch piece {
      case .text(let text), .strong(let text), .quote(let text): sum + words(in: text)
      case .blank: sum
      }
    }
  }

  /// What stands between blanks and has a letter or a digit.
  static func words(in text: String) -> Int {
    text.split(whereSeparator: \.isWhitespace).count { word in
      word.contains { $0.isLetter || $0.isNumber }
    }
  }
}
