import ArgumentParser
import Shared

/// How an entry comes into the journal.
struct EntryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The journal (default: REX_JOURNAL, or rex/journal.jsonl in XDG_STATE_HOME, which is ~/.local/state).",
      valueName: "file"))
  var journal: String?

  @Option(help: ArgumentHelp("When it was: RFC 3339, a local time, or now.", valueName: "time"))
  var at = "now"

  @Option(help: ArgumentHelp("Who says so (default: the user).", valueName: "name"))
  var by: String?

  @Option(
    help: ArgumentHelp(
      "The id of the incident, where it is not the one of that time.", valueName: "id"))
  var incident: String?

  @Option(
    help: ArgumentHelp(
      "The time zone of --at (default: REX_ZONE, or Europe/Paris).", valueName: "name"))
  var zone: String?

  /// Writes it before anything else is asked: what somebody typed in an incident must not depend on whether
  /// Prometheus answers. Which incident it belongs to is seen by its time when it is read.
  func add(_ kind: JournalEntry.Kind, _ text: String) throws {
    let environment = Environment.variables
    let zone = try TimeZoneFile.zone(zone ?? environment["REX_ZONE"] ?? "Europe/Paris")
    let moment = try Moment.read(at, zone: zone, now: WallClock.seconds)
    let user = ["SUDO_USER", "USER", "LOGNAME"].compactMap { environment[$0] }.first { !$0.isEmpty }
    let journal = Journal(path: journal ?? Journal.defaultPath(environment))
    let entry = JournalEntry(
      at: moment, kind: kind, text: text, by: by ?? user ?? "", incident: incident)
    try journal.add(entry)
    let telling = Telling(zone: zone, language: English())
    Terminal.remark("\(kind.rawValue) at \(telling.short(moment)) is in \(journal.path)")
  }

  /// Words as one text, which must not be empty.
  static func text(_ words: [String], example: String) throws -> String {
    let text = words.joined(separator: " ")
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw ValidationError("there is nothing to write down; as in: \(example)")
    }
    return text
  }
}

struct NoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note", abstract: "Notes what was done or seen, for the open incident.",
    discussion: """
      rex note 'restarted worker'
      rex note --at 2026-11-23T10:12 'the client called'
      """)

  @Argument(help: "What to note.") var words: [String]
  @OptionGroup var options: EntryOptions

  func validate() throws {
    _ = try EntryOptions.text(words, example: "rex note 'restarted worker'")
  }
  func run() throws { try options.add(.note, words.joined(separator: " ")) }
}

struct AckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ack", abstract: "Notes that somebody has taken the open incident on.",
    discussion: "rex ack\nrex ack --by Ana")

  @Argument(help: "What to note with it.") var words: [String] = []
  @OptionGroup var options: EntryOptions

  func run() throws { try options.add(.ack, words.joined(separator: " ")) }
}

struct EscalateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "escalate", abstract: "Notes to whom the open incident was handed on.",
    discussion: "rex escalate 'Database team'")

  @Argument(help: "To whom.") var name: [String]
  @OptionGroup var options: EntryOptions

  func validate() throws { _ = try EntryOptions.text(name, example: "rex escalate Ana") }
  func run() throws { try options.add(.escalate, name.joined(separator: " ")) }
}

struct WrongPathCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wrong-path", abstract: "Notes what was looked into and was not the cause.",
    discussion: "rex wrong-path 'the network between pages and database is well'")

  @Argument(help: "What it was not.") var words: [String]
  @OptionGroup var options: EntryOptions

  func validate() throws {
    _ = try EntryOptions.text(words, example: "rex wrong-path 'it is not the network'")
  }
  func run() throws { try options.add(.wrongPath, words.joined(separator: " ")) }
}
