import Testing

@testable import Rex

@Suite struct MarkdownTests {
  @Test func whatOthersWroteMeansItself() {
    let document = Document(blocks: [
      .paragraph([.quote("a|b <script> *x* `y` [z]\nnext")]),
      .table(header: ["a|b"], rows: [["c\nd"]]),
    ])
    #expect(
      Markdown(language: English()).text(of: document) == #"""
        “a\|b \<script> \*x\* \`y\` \[z\] next”

        | a\|b |
        |---|
        | c d |

        """#)
  }

  @Test func blanksShareTheWordsThatAreLeft() {
    let document = Document(blocks: [
      .paragraph([.text("one two"), .blank("a", weight: 1), .blank("b", weight: 3)])
    ])
    #expect(
      Markdown(language: English(), wanted: 102).text(of: document)
        == "one two**[To be written by a person, about 25 words: a]****[To be written by a person, about 75 words: b]**\n"
    )
  }

  @Test func signsAreNoWords() { #expect(Document.words(in: "- [ ] a – b: 12 %") == 3) }

  @Test func textsOfAChartAreNoMarkup() {
    #expect(Chart.escaped("<a&\"\u{1}>") == "&lt;a&amp;&quot; &gt;")
  }
}
