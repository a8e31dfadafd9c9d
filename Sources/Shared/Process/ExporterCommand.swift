package import ArgumentParser
internal import Glibc
package import Logging

/// An exporter's command line. ``launch()`` is the one way to start all of them.
package protocol ExporterCommand: ParsableCommand {
  static var program: Program { get }
  /// The environment variables that stand for flags.
  static var environment: [(variable: String, flag: String)] { get }

  /// Flags that upstream spells otherwise than all exporters here do, without dashes.
  static var aliases: [String: String] { get }

  var web: WebOptions { get }
  var logging: LogOptions { get }

  /// What must not be shown of a command line that cannot be read, in the words that say so.
  static func redact(_ complaint: String) -> String

  /// Builds what is served. What it throws stops the program with one line before it listens.
  func makeExporter(_ context: ExporterContext) throws -> Exporter

  /// Builds what its pages are behind, as `--web.config.file` says; `nil` leaves them open to all.
  /// Each exporter says `try WebConfiguration.gate(web, log)`: what that needs is not of this core.
  func makeGate(_ log: Logger) throws -> (any HTTPGate)?
}

extension ExporterCommand {
  package static var environment: [(variable: String, flag: String)] { [] }

  package static var aliases: [String: String] { [:] }

  package static func redact(_ complaint: String) -> String { complaint }

  /// How the program names itself in `--help` and `--version`.
  package static func describe(discussion: String) -> CommandConfiguration {
    CommandConfiguration(
      commandName: program.name, abstract: program.purpose, discussion: discussion,
      version: Self.versionText)
  }

  package static var versionText: String {
    "\(program.name) \(Version.number)" + (Version.revision.map { " (\($0))" } ?? "")
  }

  /// Reads the command line, starts the exporter and serves until a signal ends the process.
  package static func launch() -> Never {
    let rules = ArgumentRules(environment: environment, aliases: aliases) {
      ArgumentRules.switches(in: helpMessage(includeHidden: true, columns: 4096))
    }
    let arguments = rules.rewritten(
      Array(CommandLine.arguments.dropFirst()), environment: Environment.variables)
    let command: Self
    do {
      guard let parsed = try parseAsRoot(arguments) as? Self else {
        // --help and --version are commands of their own.
        Glibc.exit(try runOther(arguments))
      }
      command = parsed
    } catch {
      Glibc.exit(explain(error))
    }
    ExporterProcess(program, command.web, command.logging).serve(command)
  }

  private static func runOther(_ arguments: [String]) throws -> CInt {
    var other = try parseAsRoot(arguments)
    try other.run()
    return 0
  }

  /// Prints help where it was asked for, and else the one line that says what is wrong.
  private static func explain(_ error: any Error) -> CInt {
    if exitCode(for: error).isSuccess {
      print(fullMessage(for: error))
      return 0
    }
    var reason = message(for: error)
    while let last = reason.last, ".?!".contains(last) { reason.removeLast() }
    ExporterProcess.complain(program, "\(redact(reason)); '\(program.name) --help' lists the flags")
    return 1
  }
}
