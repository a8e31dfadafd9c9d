/// Writes a document in Markdown.
struct Markdown {
  let language: any Language
  /// How many words the whole is to have when its blanks are filled.
  var wanted = 530
  /// How a picture is shown: the name of its file, or the picture itself.
  var picture = ""

  /// The most words of facts that leave room for what people write.
  static let longest = 500
  /// The fewest words that a blank asks for.
  private static let fewest = 4

  func text(of document: Document) -> String {
    let left = max(0, wanted - document.words)
    let weight = max(1, document.blankWeight)
    func length(_ own: Int) -> Int { max(Self.fewest, left * own / weight) }
    func line(_ pieces: [Document.Piece]) -> String {
      pieces.map { piece in
        switch piece {
        case .text(let text): Self.escaped(text)
        case .strong(let text): "**\(Self.escaped(text))**"
        case .quote(let text): language.quote(Self.escaped(text))
        case .blank(let question, let weight):
          "**[\(language.toFill(Self.escaped(question), words: length(weight)))]**"
        }
      }.joined()
    }
    return document.blocks.map { block in
      switch block {
      case .heading(let level, let text):
        String(repeating: "#", count: level) + " " + Self.escaped(text)
      case .paragraph(let pieces): line(pieces)
      case .list(let items): items.map { "- " + line($0) }.joined(separator: "\n")
      case .checklist(let items): items.map { "- [ ] " + line($0) }.joined(separator: "\n")
      case .table(let header, let rows): Self.table(header, rows)
      case .picture(let words): picture.isEmpty ? words : picture
      }
    }.joined(separator: "\n\n") + "\n"
  }

  private static func table(_ header: [String], _ rows: [[String]]) -> String {
    func row(_ cells: [String]) -> String {
      "| " + cells.map { escaped($0) }.joined(separator: " | ") + " |"
    }
    return ([row(header), "|" + header.map { _ in "---|" }.joined()] + rows.map(row))
      .joined(separator: "\n")
  }

  /// A text that means itself, on one line.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\", "`", "*", "_", "[", "]", "<", "|": escaped += "\\\(character)"
      case _ where character.isNewline: escaped += " "
      default: escaped.append(character)
      }
    }
    return escaped
  }
}
