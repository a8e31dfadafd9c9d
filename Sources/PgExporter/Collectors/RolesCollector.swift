/// How many connections each role may have, from `pg_roles`; -1 is no limit.
struct RolesCollector: ViewCollector {
  let name = "roles"

  let views = [
    View(
      "pg_roles", labels: ["rolname": "rolname"],
      columns: [
        .gauge(
          "pg_roles_connection_limit", "rolconnlimit",
          "Connections that the role may have at once, -1 for any number.")
      ])
  ]
}
