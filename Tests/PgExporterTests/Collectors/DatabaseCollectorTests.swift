import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct DatabaseCollectorTests {
  @Test func writesSizesAndLimits() throws {
    let databases = Rows.made([
      ["postgres", "-1", "t", "7708007"], ["votes", "20", "t", "8000000"],
    ])
    #expect(
      try exposition(of: DatabaseCollector(), .version(15), [databases]) == """
        # HELP pg_database_size_bytes Bytes that the database has on disk.
        # TYPE pg_database_size_bytes gauge
        pg_database_size_bytes{datname="postgres"} 7708007
        pg_database_size_bytes{datname="votes"} 8000000
        # HELP pg_database_connection_limit Connections that the database may have at once, -1 for any number.
        # TYPE pg_database_connection_limit gauge
        pg_database_connection_limit{datname="postgres"} -1
        pg_database_connection_limit{datname="votes"} 20

        """)
  }

  @Test func aForbiddenDatabaseDoesNotCostTheOthersTheirs() throws {
    let databases = Rows.made([["secret", "-1", "f", nil], ["votes", "20", "t", "8000000"]])
    var metrics = MetricWriter()
    let error = #expect(throws: Partial.self) {
      try DatabaseCollector().write(
        Answers(.version(15), [.success(databases)]), into: &metrics)
    }
    #expect(
      error?.description == """
        the size of database secret may not be read: GRANT pg_read_all_stats to the role, or \
        leave it out by --exclude-databases
        """)
    #expect(
      samples(String(decoding: metrics.written.bytes, as: UTF8.self)) == [
        "pg_database_size_bytes{datname=\"votes\"} 8000000",
        "pg_database_connection_limit{datname=\"secret\"} -1",
        "pg_database_connection_limit{datname=\"votes\"} 20",
      ])
  }

  @Test func aDatabaseThatWasJustDroppedIsNoFailure() throws {
    let databases = Rows.made([["gone", nil, nil, nil]])
    #expect(try exposition(of: DatabaseCollector(), .version(15), [databases]) == "")
  }

  @Test func excludedDatabasesAreNotLookedAt() {
    let collector = DatabaseCollector(excluding: ["rdsadmin", "it's"])
    let sql = collector.statements(for: .version(15))[0].sql
    #expect(sql.hasSuffix("\n  WHERE datname NOT IN (E'rdsadmin', E'it''s')"))
  }
}
