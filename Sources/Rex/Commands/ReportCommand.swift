import ArgumentParser
import Shared

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Writes the first draft of a post-mortem, in Markdown.",
    discussion: """
      rex report last --output post-mortem.md
      rex report 2026-11-23T1007 --language fr --notices http://127.0.0.1:8025/notices.json

      Facts are filled in. What only a person knows is marked, with the number of words that it should have, so that
      the whole has 400 to 600. With --output the picture is a file beside it, without it stands in the text.
      """)

  @Argument(help: "last, open, an id, or a time in it.")
  var incident: String

  @Option(help: "A file for it, and one with .svg instead of .md for its picture.")
  var output: String?

  @Flag(help: "Write over a file that is there.")
  var force = false

  @OptionGroup var source: SourceOptions
  @OptionGroup var witnesses: WitnessOptions

  func run() throws {
    let telling = try source.telling()
    let (found, all) = try source.search().incident(incident, now: WallClock.seconds)
    let files = try witnesses.files([found], among: all, patience: source.patience())
    guard let file = files.first else { return }
    let document = PostMortem(file: file, telling: telling).document
    let chart = Chart(file: file, telling: telling).svg
    var markdown = Markdown(language: telling.language)
    if document.words > Markdown.longest {
      Terminal.remark(
        "the facts alone have \(document.words) words: shorten what is in the timeline, for at most 600 in all"
      )
    }
    guard let output else {
      markdown.picture = chart
      print(markdown.text(of: document), terminator: "")
      return
    }
    let picture = (output.hasSuffix(".md") ? String(output.dropLast(3)) : output) + ".svg"
    let name = picture.split(separator: "/").last.map(String.init) ?? picture
    let caption = Markdown.escaped(telling.language.chartCaption(found.id))
    // Angle brackets hold a name with spaces.
    markdown.picture = "![\(caption)](\(name.contains(" ") ? "<\(name)>" : name))"
    do throws(SystemError) {
      try WholeFile.write(markdown.text(of: document), to: output, replaces: force)
      try WholeFile.write(chart, to: picture, replaces: force)
    } catch {
      throw Complaint(
        "\(error). --force writes over a report that is there, and loses what was written into it")
    }
    Terminal.remark("\(output) and \(picture) are written")
  }
}
