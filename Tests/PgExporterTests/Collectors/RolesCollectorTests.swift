import Testing

@testable import PgExporter

@Suite struct RolesCollectorTests {
  @Test func writesTheConnectionLimitOfEachRole() throws {
    let roles = Rows.made([["postgres", "-1"], ["o\"brien", "10"]])
    #expect(
      try exposition(of: RolesCollector(), .version(15), [roles]) == #"""
        # HELP pg_roles_connection_limit Connections that the role may have at once, -1 for any number.
        # TYPE pg_roles_connection_limit gauge
        pg_roles_connection_limit{rolname="postgres"} -1
        pg_roles_connection_limit{rolname="o\"brien"} 10

        """#)
  }
}
