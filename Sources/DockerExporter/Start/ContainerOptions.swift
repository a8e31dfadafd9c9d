import ArgumentParser
import Shared

/// The flags of which containers are told, and of how long something is remembered of them.
struct ContainerOptions: ParsableArguments, Sendable {
  @Option(
    name: .customLong("containers.expected"),
    help: ArgumentHelp(
      "Names of containers that must run, as web,db; told even while there are none.",
      valueName: "names"))
  var expected = ""

  @Option(
    name: .customLong("containers.expected-label"),
    help: ArgumentHelp(
      "The label by which a container says that it must run.", valueName: "label=value"))
  var expectedLabel = "vigie.expected=true"

  @Option(
    name: .customLong("containers.labels"),
    help: ArgumentHelp(
      "Which labels of containers become labels of series, as container_label_….",
      valueName: "names"))
  var labels = ContainerLabels.usual.joined(separator: ",")

  @Option(
    name: .customLong("containers.limit"),
    help: ArgumentHelp(
      "Of how many containers a page tells; the rest is counted.", valueName: "count"))
  var limit = 1000

  @Option(
    name: .customLong("history"),
    help: ArgumentHelp(
      "How long the counters of a container are kept after it is gone.", valueName: "duration"))
  var history = "15m"

  @Option(
    name: .customLong("history.limit"),
    help: ArgumentHelp(
      "Of how many containers that are gone counters are kept; the oldest go.", valueName: "count"))
  var historyLimit = 1000

  func expectation() throws(FlagError) -> ExpectedContainers {
    let parts = expectedLabel.split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else {
      throw FlagError(
        flag: "containers.expected-label",
        reason: "'\(expectedLabel)' is no label and its value; write NAME=VALUE")
    }
    return ExpectedContainers(
      names: Set(Self.list(expected)), label: (String(parts[0]), String(parts[1])))
  }

  var allowedLabels: [String] { Self.list(labels) }

  /// - Throws: A ``FlagError`` for what makes no sense.
  func checkedLimit() throws(FlagError) -> Int {
    try Self.positive(limit, flag: "containers.limit")
  }

  func watchOptions() throws -> ContainerWatch.Options {
    var options = ContainerWatch.Options()
    do {
      options.historySpan = try Duration(flag: history) / .seconds(1)
    } catch {
      throw FlagError(flag: "history", reason: "\(error)")
    }
    options.historyLimit = try Self.positive(historyLimit, flag: "history.limit")
    return options
  }

  private static func positive(_ count: Int, flag: String) throws(FlagError) -> Int {
    guard (1...1_000_000).contains(count) else {
      throw FlagError(flag: flag, reason: "must be from 1 to 1000000")
    }
    return count
  }

  /// Names that stand between commas.
  private static func list(_ text: String) -> [String] {
    text.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
  }
}
