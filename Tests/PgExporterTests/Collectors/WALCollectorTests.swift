import TestSupport
import Testing

@testable import PgExporter

@Suite struct WALCollectorTests {
  @Test func writesHowManySegmentsThereAreAndTheirSize() throws {
    #expect(
      try exposition(of: WALCollector(), .version(15), [.made([["3", "50331648"]])]) == """
        # HELP pg_wal_segments WAL segments on the server's disk.
        # TYPE pg_wal_segments gauge
        pg_wal_segments 3
        # HELP pg_wal_size_bytes Bytes of the WAL segments on the server's disk.
        # TYPE pg_wal_size_bytes gauge
        pg_wal_size_bytes 50331648

        """)
  }

  @Test func theErrorOfAServerThatDoesNotLetUsLookComesWithItsState() {
    let error = PgError(
      "permission denied for function pg_ls_waldir", state: PgError.insufficientPrivilege)
    #expect(throws: error) {
      try exposition { metrics in
        try WALCollector().write(Answers(.version(15), [.failure(error)]), into: &metrics)
      }
    }
  }
}
