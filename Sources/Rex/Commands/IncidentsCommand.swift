import ArgumentParser

struct IncidentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "incidents", abstract: "Lists incidents.",
    discussion: """
      rex incidents --since 7d
      rex incidents --since 2026-11-23T10:00 --until 2026-11-24T18:00

      Alerts that page, alerts that the client is told of and failing probes of services are one incident when less
      than 5 minutes are between them. Warnings alone have a w behind their id.
      """)

  @OptionGroup var range: RangeOptions
  @OptionGroup var source: SourceOptions

  func run() throws {
    let telling = try source.telling()
    let search = try source.search()
    let range = try range.range(telling.zone, otherwise: "7d")
    let found = try search.incidents(in: range)
    if found.isEmpty { try search.remarkIfNothingWasMeasured(in: range, telling) }
    print(IncidentTable(incidents: found, telling: telling).text, terminator: "")
  }
}
