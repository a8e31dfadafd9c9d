import Testing

@testable import PgExporter

@Suite struct DatabaseWraparoundCollectorTests {
  @Test func writesTheAgesUnderUpstreamsNamesAndUnderTrueOnes() throws {
    let databases = Rows.made([["postgres", "731", "3", "731", "3"]])
    #expect(
      try exposition(of: DatabaseWraparoundCollector(), .version(15), [databases]) == """
        # HELP pg_database_wraparound_age_datfrozenxid_seconds Transactions (not seconds) since the oldest one whose rows are not all frozen.
        # TYPE pg_database_wraparound_age_datfrozenxid_seconds gauge
        pg_database_wraparound_age_datfrozenxid_seconds{datname="postgres"} 731
        # HELP pg_database_wraparound_age_datminmxid_seconds Multixacts (not seconds) since the oldest one that rows may still name.
        # TYPE pg_database_wraparound_age_datminmxid_seconds gauge
        pg_database_wraparound_age_datminmxid_seconds{datname="postgres"} 3
        # HELP pg_database_frozen_xid_age Transactions since the oldest one whose rows are not all frozen.
        # TYPE pg_database_frozen_xid_age gauge
        pg_database_frozen_xid_age{datname="postgres"} 731
        # HELP pg_database_min_multixact_age Multixacts since the oldest one that rows may still name.
        # TYPE pg_database_min_multixact_age gauge
        pg_database_min_multixact_age{datname="postgres"} 3

        """)
  }
}
