import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct DatabaseCollectorTests {
  private func collector(_ age: String = "1m") throws -> DatabaseCollector {
    let options = try DatabaseOptions.parse(["--collector.database.size-max-age=\(age)"])
    return DatabaseCollector(sizeMaxAge: options.sizeMaxAge)
  }

  @Test func sizesAreServedAgainWithoutAskingTheServer() throws {
    let collector = try collector()
    let server = ServerInfo.version(15)
    #expect(!collector.statements(for: server)[0].sql.contains("ALL"))
    let all = Rows.made([["a", "-1", "t", "100", "5", "t"], ["b", "-1", "t", "200", "6", "t"]])
    _ = try exposition(of: collector, server, [all])
    var plan = Plan()
    #expect(
      try plan.statements(of: collector, for: server)[0].sql.contains("oid <> ALL ('{5,6}')"))
    // One was dropped and made again, and a third one is new.
    let some = Rows.made([
      ["a", "-1", "t", nil, "5", "f"], ["b", "-1", "t", "7", "8", "f"],
      ["c", "-1", "t", "9", "7", "f"],
    ])
    let page = samples(try exposition(of: collector, server, [some]))
    #expect(
      page.prefix(3) == [
        #"pg_database_size_bytes{datname="a"} 100"#, #"pg_database_size_bytes{datname="b"} 7"#,
        #"pg_database_size_bytes{datname="c"} 9"#,
      ])
    #expect(collector.statements(for: server)[0].sql.contains("ALL ('{5,7,8}')"))
  }

  @Test func sizesThatMayNotBeReadAnyMoreAreNotServed() throws {
    let collector = try collector()
    let all = Rows.made([["a", "-1", "t", "100", "5", "t"]])
    _ = try exposition(of: collector, .version(15), [all])
    var metrics = MetricWriter()
    #expect(throws: Partial.self) {
      try collector.write(
        Answers(.version(15), [.success(.made([["a", "-1", "f", nil, "5", "f"]]))]), into: &metrics)
    }
    #expect(!String(decoding: metrics.written.bytes, as: UTF8.self).contains("size_bytes"))
  }

  @Test func eachServerHasItsOwn() throws {
    let collector = try collector()
    let all = Rows.made([["a", "-1", "t", "100", "5", "t"]])
    _ = try exposition(of: collector, .version(15), [all])
    let other = ServerInfo(version: 15, database: "postgres", label: "other:1")
    #expect(!collector.statements(for: other)[0].sql.contains("ALL"))
  }

  @Test func sizesAreAskedForEachTimeWhenNoAgeIsAllowed() throws {
    let collector = try collector("0s")
    let all = Rows.made([["a", "-1", "t", "100", "5", "t"]])
    _ = try exposition(of: collector, .version(15), [all])
    #expect(!collector.statements(for: .version(15))[0].sql.contains("ALL"))
  }

  @Test func writesSizesAndLimits() throws {
    let databases = Rows.made([
      ["postgres", "-1", "t", "7708007", "5", "t"], ["votes", "20", "t", "8000000", "6", "t"],
    ])
    let page = try exposition(of: collector("0s"), .version(15), [databases])
    #expect(
      page.hasPrefix(
        """
        # HELP pg_database_size_bytes Bytes that the database has on disk.
        # TYPE pg_database_size_bytes gauge
        pg_database_size_bytes{datname="postgres"} 7708007
        pg_database_size_bytes{datname="votes"} 8000000
        # HELP pg_database_connection_limit Connections that the database may have at once, -1 for any number.
        # TYPE pg_database_connection_limit gauge
        pg_database_connection_limit{datname="postgres"} -1
        pg_database_connection_limit{datname="votes"} 20
        # HELP pg_database_size_age_seconds Seconds since the sizes of databases were read.
        # TYPE pg_database_size_age_seconds gauge
        pg_database_size_age_seconds 
        """))
  }

  @Test func aForbiddenDatabaseDoesNotCostTheOthersTheirs() throws {
    let databases = Rows.made([
      ["secret", "-1", "f", nil, "5", "t"], ["votes", "20", "t", "8000000", "6", "t"],
    ])
    var metrics = MetricWriter()
    let error = #expect(throws: Partial.self) {
      try collector().write(
        Answers(.version(15), [.success(databases)]), into: &metrics)
    }
    #expect(
      error?.description == """
        the size of database secret may not be read: GRANT pg_read_all_stats to the role, or \
        leave it out by --exclude-databases
        """)
    #expect(
      samples(String(decoding: metrics.written.bytes, as: UTF8.self)).prefix(3) == [
        "pg_database_size_bytes{datname=\"votes\"} 8000000",
        "pg_database_connection_limit{datname=\"secret\"} -1",
        "pg_database_connection_limit{datname=\"votes\"} 20",
      ])
  }

  @Test func aDatabaseThatWasJustDroppedIsNoFailure() throws {
    let databases = Rows.made([["gone", nil, nil, nil, nil, "t"]])
    #expect(try exposition(of: collector(), .version(15), [databases]) == "")
  }

  @Test func excludedDatabasesAreNotLookedAt() {
    let collector = DatabaseCollector(excluding: ["rdsadmin", "it's"])
    let sql = collector.statements(for: .version(15))[0].sql
    #expect(sql.hasSuffix("\n  WHERE datname NOT IN (E'rdsadmin', E'it''s')"))
  }
}
