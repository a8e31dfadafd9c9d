/// The page at `/`: which program this is, and where to go from here.
package struct LandingPage: Sendable {
  package struct Link: Sendable {
    /// Without the route prefix.
    package let path: String
    package let text: String
    /// What one finds there, in a sentence.
    package let explanation: String

    package init(_ path: String, _ text: String, _ explanation: String) {
      self.path = path
      self.text = text
      self.explanation = explanation
    }
  }

  /// Rows of what is known at the moment.
  package struct Table: Sendable {
    package struct Cell: Sendable {
      package let text: String
      /// Where it leads, with a query, without the route prefix.
      package let path: String?

      package init(_ text: String, path: String? = nil) {
        self.text = text
        self.path = path
      }
    }

    package let title: String
    package let columns: [String]
    package let rows: [[Cell]]

    package init(_ title: String, columns: [String], rows: [[Cell]]) {
      self.title = title
      self.columns = columns
      self.rows = rows
    }
  }

  package let program: String
  package let version: String
  package let summary: String
  package let links: [Link]
  /// Made anew for each reader.
  private let tables: @Sendable () -> [Table]
  private let prefix: String

  /// - Parameters:
  ///   - summary: What the program watches, in a sentence or two.
  ///   - prefix: `--web.route-prefix`, which the links get.
  ///   - tables: Makes what stands below the links; asked for each reader.
  package init(
    program: String, version: String, summary: String, links: [Link], prefix: String = "",
    tables: @escaping @Sendable () -> [Table] = { [] }
  ) {
    self.program = program
    self.version = version
    self.summary = summary
    self.links = links
    self.tables = tables
    self.prefix = HTTPRouter.normalized(prefix: prefix)
  }

  package var response: HTTPResponse {
    HTTPResponse(
      .ok, contentType: "text/html; charset=utf-8",
      headers: [
        ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
        ("X-Content-Type-Options", "nosniff"),
      ], body: Array(html.utf8))
  }

  /// The page needs no script, follows the reader's colours and is read well aloud.
  package var html: String {
    let items = links.map { link in
      """
      <dt><a href="\(escaped(prefix + link.path))">\(escaped(link.text))</a></dt>
      <dd>\(escaped(link.explanation))</dd>

      """
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(escaped(program))</title>
      <style>
      :root { color-scheme: light dark }
      body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }
      dt { margin-top: 1rem }
      dd { margin: 0 }
      table { border-collapse: collapse }
      th, td { text-align: start; padding: .2rem 1rem .2rem 0; overflow-wrap: anywhere }
      </style>
      </head>
      <body>
      <main>
      <h1>\(escaped(program))</h1>
      <p>\(escaped(summary))</p>
      <dl>
      \(items.joined())</dl>
      \(tables().map(html).joined())\
      <p>Version \(escaped(version))</p>
      </main>
      </body>
      </html>

      """
  }

  private func html(_ table: Table) -> String {
    let columns = table.columns.map { "<th scope=\"col\">\(escaped($0))</th>" }.joined()
    let rows = table.rows.map { row in
      let cells = row.map { cell in
        let text = escaped(cell.text)
        let link = cell.path.map { "<a href=\"\(escaped(prefix + $0))\">\(text)</a>" }
        return "<td>\(link ?? text)</td>"
      }
      return "<tr>\(cells.joined())</tr>\n"
    }
    return """
      <h2>\(escaped(table.title))</h2>
      <table>
      <thead><tr>\(columns)</tr></thead>
      <tbody>
      \(rows.joined())</tbody>
      </table>

      """
  }

  private func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}
