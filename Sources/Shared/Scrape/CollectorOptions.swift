package import ArgumentParser

/// An exporter's list of collectors.
package protocol CollectorCatalog {
  associatedtype Context
  associatedtype Made = any Collector
  static var all: [CollectorEntry<Context, Made>] { get }
  /// Upstream's collectors that this exporter does not have, and what to say to who wants one.
  /// Turning them off is accepted in silence, since roles and charts do so.
  static var missing: [String: String] { get }
}

extension CollectorCatalog {
  package static var missing: [String: String] { [:] }
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
  ) throws -> (on: [Catalog.Made], off: Set<String>) {
    for wanted in switches where wanted.isOn {
      guard let reason = Catalog.missing[wanted.name] else { continue }
      throw MissingCollector(description: "'--collector.\(wanted.name)' \(reason)")
    }
    var on: [Catalog.Made] = []
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
}

/// A collector of upstream's that somebody wants and that is not here.
package struct MissingCollector: Error, Equatable, CustomStringConvertible {
  package let description: String
}

/// `--collector.NAME` or `--no-collector.NAME`.
package struct CollectorSwitch<Catalog: CollectorCatalog & Sendable>: EnumerableFlag {
  let name: String
  let isOn: Bool

  package static var allCases: [Self] {
    names.flatMap { [Self(name: $0, isOn: true), Self(name: $0, isOn: false)] }
  }

  /// Of the collectors there are and of those that are missing.
  static var names: [String] { Catalog.all.map(\.name) + Catalog.missing.keys.sorted() }

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
