import ArgumentParser
import Glibc
import Shared

/// Tells what happened in incidents from Prometheus's history.
@main
struct Rex: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rex",
    abstract:
      "Tells what happened in incidents: from Prometheus, from notices, from what people noted.",
    discussion: """
      During an incident:      rex ack
                               rex note 'restarted worker'
      When it is over:         rex notice last --language fr
      The post-mortem:         rex report last --output incident.md
      At the end of the month: rex review --since 30d

      An INCIDENT is last, open, an id of 'rex incidents' (2026-11-23T1007) or a time in it.
      Exit status: 0 done, 1 failed, 2 there is no such incident, 64 the command line makes no sense.
      """,
    version: "rex \(Version.number)" + (Version.revision.map { " (\($0))" } ?? ""),
    subcommands: [
      IncidentsCommand.self, ReportCommand.self, NoteCommand.self, AckCommand.self,
      EscalateCommand.self, WrongPathCommand.self, NoticeCommand.self, ReviewCommand.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as Complaint {
      Terminal.remark(error.description)
      Glibc.exit(error.code.rawValue)
    } catch let error as TimeZoneError {
      Terminal.remark("--zone \(error)")
      Glibc.exit(Complaint.Code.failed.rawValue)
    } catch {
      exit(withError: error)
    }
  }
}
