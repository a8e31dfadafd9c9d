import Shared
import Testing

@testable import PgExporter

@Suite struct ServerSourceTests {
  private func source(_ label: String, _ parameters: KeyValuePairs<String, String>) -> ServerSource
  {
    ServerSource(label: label, parameters: parameters.map { ($0, Secret($1)) })
  }

  @Test func sourcesOfOneServerAreToldApartByTheirDatabase() throws {
    let sources = try ServerSource.distinct([
      source("h:5432", ["dbname": "a"]), source("i:5432", ["dbname": "a"]),
      source("h:5432", ["user": "b"]),
    ])
    #expect(sources.map(\.label) == ["h:5432/a", "i:5432", "h:5432/b"])
  }

  @Test func sourcesThatNobodyCouldTellApartAreRefused() {
    let twice = [source("h:5432", ["dbname": "a"]), source("h:5432", ["dbname": "a"])]
    #expect(throws: SourceClash(first: 1, second: 2, label: "h:5432/a")) {
      try ServerSource.distinct(twice)
    }
  }

  @Test func anotherDatabaseTakesThePlaceOfTheFirst() {
    let parameters = source("h:5432", ["dbname": "a", "user": "u"]).with(database: "b")
    #expect(parameters.map { "\($0.keyword)=\($0.value.revealed)" } == ["user=u", "dbname=b"])
  }
}
