extension PgExporter {
  /// What `--help` tells before it lists the flags.
  static let introduction = """
    Takes the place of postgres_exporter: the same port, flags, environment and metrics.

    1. Make a role that may look and change nothing:

    \u{20}   CREATE USER vigie PASSWORD '...'; GRANT pg_monitor TO vigie;

    2. Say where the server is, in the environment, which ps does not show:

    \u{20}   DATA_SOURCE_NAME='postgresql://vigie:secret@db1/postgres?sslmode=require'
    \u{20}   DATA_SOURCE_NAME='host=/var/run/postgresql user=vigie dbname=postgres'
    \u{20}   DATA_SOURCE_NAME='postgresql://vigie@db1/,postgresql://vigie@db2/'

    or in parts, the password in a file that only the exporter may read:

    \u{20}   DATA_SOURCE_URI='db1:5432/postgres?sslmode=require' DATA_SOURCE_USER=vigie
    \u{20}   DATA_SOURCE_PASS_FILE=/run/secrets/vigie

    or as for psql: PGHOST, PGUSER, PGSERVICE, ~/.pgpass.

    3. Look at http://localhost:9187/metrics. Ask for some collectors only with \
    /metrics?collect[]=locks&collect[]=database.

    Without a data source it reads the servers that requests name: \
    /probe?target=db1:5432&auth_module=NAME. The file of --config.file has the logins, each with \
    the servers that it is for:

    \u{20}   auth_modules:
    \u{20}     NAME:
    \u{20}       type: userpass
    \u{20}       userpass: {username: vigie, password_file: /run/secrets/vigie}
    \u{20}       options: {sslmode: require}
    \u{20}       targets: ["db1:5432", "*.db.example.com"]

    It and the files of --extend.query-path are read again on SIGHUP and on POST /-/reload.
    """
}
