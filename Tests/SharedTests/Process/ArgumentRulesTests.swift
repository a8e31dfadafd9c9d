import Shared
import Testing

@Suite struct ArgumentRulesTests {
  let rules = ArgumentRules(
    environment: [("REDIS_ADDR", "redis.addr"), ("REDIS_DEBUG", "debug")],
    switches: { ["debug", "collector.arp", "no-collector.arp", "help"] })

  struct Example: Sendable, CustomTestStringConvertible {
    let given: [String]
    let read: [String]
    var testDescription: String { given.joined(separator: " ") }
    init(_ given: String..., reads read: String...) {
      self.given = given
      self.read = read
    }
  }

  @Test(arguments: [
    Example("--web.config.file=", reads: ""),
    Example("--web.config.file", "", reads: ""),
    Example("-redis.addr=redis://host:6379", reads: "--redis.addr=redis://host:6379"),
    Example("-redis.addr", "host:6379", reads: "--redis.addr host:6379"),
    Example("--name=a=b", reads: "--name=a=b"),
    Example("-debug", "--name=x", reads: "--debug --name=x"),
    Example("--debug=true", reads: "--debug"),
    Example("--debug=false", reads: ""),
    Example("--debug=maybe", reads: "--debug=maybe"),
    Example("--collector.arp=false", reads: "--no-collector.arp"),
    Example("--no-collector.arp=false", reads: "--collector.arp"),
    Example("--collector.arp=true", reads: "--collector.arp"),
    Example("--no-debug", reads: ""),
    Example("--no-collector.arp", "--name", "x", reads: "--no-collector.arp --name x"),
    Example("-h", reads: "-h"),
    Example("--help", reads: "--help"),
    Example("--name", reads: "--name"),
    Example("stray", reads: "stray"),
  ])
  func readsTheGoExportersSpelling(example: Example) {
    #expect(
      rules.rewritten(example.given, environment: [:]).joined(separator: " ")
        == example.read.joined(separator: " "))
  }

  @Test func theEnvironmentStandsForFlagsThatAreNotGiven() {
    let environment = ["REDIS_ADDR": "from-environment:1", "REDIS_DEBUG": "true"]
    #expect(
      rules.rewritten([], environment: environment)
        == ["--redis.addr=from-environment:1", "--debug"])
    #expect(
      rules.rewritten(["-redis.addr", "flag:2", "--debug=false"], environment: environment)
        == ["--redis.addr", "flag:2"])
    #expect(rules.rewritten([], environment: ["REDIS_ADDR": "", "REDIS_DEBUG": "false"]) == [])
  }

  @Test func findsTheSwitchesInAHelpText() {
    let help = """
      OVERVIEW: Something that takes --nothing.

      OPTIONS:
        --path.procfs <path.procfs>
                                Where the host's /proc is. (default: /proc)
        --collector.arp         IPv4 neighbours by device.
        --collector.stat.softirq/--no-collector.stat.softirq
                                Counts of softirqs.
        -h, --help              Show help information.
      """
    #expect(
      ArgumentRules.switches(in: help) == [
        "collector.arp", "collector.stat.softirq", "no-collector.stat.softirq", "help",
      ])
  }
}
