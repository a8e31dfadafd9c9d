import ArgumentParser

/// The flags of the textfile collector.
struct TextfileOptions: ParsableArguments, Sendable {
  @Option(
    name: .customLong("collector.textfile.directory"),
    help: ArgumentHelp(
      "Directory whose *.prom files are served, or a pattern such as /srv/*/metrics; repeatable.",
      valueName: "path"))
  var directories: [String] = []

  @Option(
    name: .customLong("collector.textfile.max-size"),
    help: ArgumentHelp("Size in bytes above which a *.prom file is not read.", valueName: "bytes"))
  var maxSize = 16 << 20

  func validate() throws {
    guard maxSize > 0 else {
      throw ValidationError("--collector.textfile.max-size must be greater than 0")
    }
  }
}
