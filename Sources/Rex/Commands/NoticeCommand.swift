import ArgumentParser
import Shared

struct NoticeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notice",
    abstract:
      "Writes the client's restoration notice in five lines, for a person to complete and send.",
    discussion: "rex notice last --language fr")

  @Argument(help: "last, open, an id, or a time in it.") var incident: String
  @OptionGroup var source: SourceOptions
  @OptionGroup var witnesses: WitnessOptions

  func run() throws {
    let telling = try source.telling()
    let (found, all) = try source.search().incident(incident, now: WallClock.seconds)
    for file in try witnesses.files([found], among: all, patience: source.patience()) {
      print(RestorationNotice(file: file, telling: telling).text, terminator: "")
    }
    if found.isOpen { Terminal.remark("incident \(found.id) is not over yet") }
  }
}
