package import ArgumentParser

/// An exporter's list of collectors.
package protocol CollectorCatalog {
  associatedtype Context
  static var all: [CollectorEntry<Context>] { get }
}

/// The flags that turn collectors on and off.
package struct CollectorOptions<Catalog: CollectorCatalog & Sendable>: ParsableArguments {
  @Flag(help: "Collectors, each turned off by --no-collector.NAME:")
  package var switches: [CollectorSwitch<Catalog>] = []

  @Flag(
    name: .customLong("collector.disable-defaults"),
    help: "Turn every collector off that is not turned on by its flag.")
  package var disablesDefaults = false

  package init() {}

  /// The collectors that are on, made from `context`, and the names of those that are off.
  package func collectors(
    from context: Catalog.Context
  ) throws -> (on: [any Collector], off: Set<String>) {
    var on: [any Collector] = []
    var off: Set<String> = []
    for entry in Catalog.all {
      let switched = switches.last { $0.name == entry.name }?.isOn
      if switched ?? (entry.isOnByDefault && !disablesDefaults) {
        on.append(try entry.make(context))
      } else {
        off.insert(entry.name)
      }
    }
    return (on, off)
  }

  /// Flags that take no value.
  package static var switchNames: [String] {
    ["collector.disable-defaults"]
      + Catalog.all.flatMap { ["collector.\($0.name)", "no-collector.\($0.name)"] }
  }
}

/// `--collector.NAME` or `--no-collector.NAME`.
package struct CollectorSwitch<Catalog: CollectorCatalog & Sendable>: EnumerableFlag {
  let name: String
  let isOn: Bool

  package static var allCases: [Self] {
    Catalog.all.flatMap { [Self(name: $0.name, isOn: true), Self(name: $0.name, isOn: false)] }
  }

  package static func name(for value: Self) -> NameSpecification {
    .customLong((value.isOn ? "" : "no-") + "collector.\(value.name)")
  }

  package static func help(for value: Self) -> ArgumentHelp? {
    guard value.isOn, let entry = Catalog.all.first(where: { $0.name == value.name }) else {
      return .hidden
    }
    return "\(entry.summary) (\(entry.isOnByDefault ? "on" : "off") by default)"
  }
}
