/// A keyword of a connection string, and what becomes of it.
struct ConnectionKeyword: Sendable {
  enum Use: Sendable, Equatable {
    /// libpq gets it; the keyword exists since this version of libpq.
    case connection(since: Int)
    /// Another driver's or an obsolete one: it is left out, for this reason.
    case ignored(String)
    /// A parameter of the server that lib/pq sends at the start; libpq wants it in `options`.
    case serverParameter
  }

  let name: String
  let use: Use
  /// The environment variable that stands for it.
  let variable: String?

  private init(_ name: String, _ use: Use, _ variable: String? = nil) {
    self.name = name
    self.use = use
    self.variable = variable
  }

  /// The keyword of this name.
  static func named(_ name: String) -> ConnectionKeyword? { byName[name] }

  /// A known keyword that differs from this one by a slip or two.
  static func similar(to name: String) -> String? {
    guard name.utf8.count <= 40 else { return nil }
    let known = all.filter { abs($0.name.utf8.count - name.utf8.count) <= 2 }
    let rated = known.map { ($0.name, distance(Array($0.name.utf8), Array(name.utf8))) }
    guard let best = rated.min(by: { $0.1 < $1.1 }) else { return nil }
    return best.1 <= (name.utf8.count < 6 ? 1 : 2) ? best.0 : nil
  }

  /// How many letters to change, add or take away.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (index, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, other) in right.enumerated() {
        let changed = diagonal + (letter == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(changed, diagonal + 1, row[column] + 1)
      }
    }
    return row[right.count]
  }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  static let all: [ConnectionKeyword] = {
    func known(_ name: String, _ variable: String? = nil, since: Int = 12) -> ConnectionKeyword {
      ConnectionKeyword(name, .connection(since: since), variable)
    }
    func ignored(_ name: String, _ why: String) -> ConnectionKeyword {
      ConnectionKeyword(name, .ignored(why))
    }
    let foreign = "it belongs to another driver"
    let obsolete = "it has no effect any more"
    let connection = [
      known("host", "PGHOST"), known("hostaddr", "PGHOSTADDR"), known("port", "PGPORT"),
      known("dbname", "PGDATABASE"), known("user", "PGUSER"), known("password", "PGPASSWORD"),
      known("passfile", "PGPASSFILE"), known("service", "PGSERVICE"),
      known("servicefile", "PGSERVICEFILE"), known("application_name", "PGAPPNAME"),
      known("channel_binding", "PGCHANNELBINDING"), known("connect_timeout", "PGCONNECT_TIMEOUT"),
      known("options", "PGOPTIONS"), known("gssencmode", "PGGSSENCMODE"),
      known("krbsrvname", "PGKRBSRVNAME"), known("gsslib", "PGGSSLIB"),
      known("gssdelegation", "PGGSSDELEGATION", since: 16),
      known("keepalives"), known("keepalives_idle"), known("keepalives_interval"),
      known("keepalives_count"), known("tcp_user_timeout"),
      known("sslmode", "PGSSLMODE"), known("sslnegotiation", "PGSSLNEGOTIATION", since: 17),
      known("sslcompression", "PGSSLCOMPRESSION"), known("sslcert", "PGSSLCERT"),
      known("sslkey", "PGSSLKEY"), known("sslpassword", since: 13),
      known("sslcertmode", "PGSSLCERTMODE", since: 16), known("sslrootcert", "PGSSLROOTCERT"),
      known("sslcrl", "PGSSLCRL"), known("sslcrldir", "PGSSLCRLDIR", since: 14),
      known("sslsni", "PGSSLSNI", since: 14), known("sslkeylogfile", since: 18),
      known("requirepeer", "PGREQUIREPEER"), known("require_auth", "PGREQUIREAUTH", since: 16),
      known("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION", since: 13),
      known("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION", since: 13),
      known("min_protocol_version", "PGMINPROTOCOLVERSION", since: 18),
      known("max_protocol_version", "PGMAXPROTOCOLVERSION", since: 18),
      known("target_session_attrs", "PGTARGETSESSIONATTRS"),
      known("load_balance_hosts", "PGLOADBALANCEHOSTS", since: 16),
      known("scram_client_key", since: 18), known("scram_server_key", since: 18),
      known("oauth_issuer", since: 18), known("oauth_client_id", since: 18),
      known("oauth_client_secret", since: 18), known("oauth_scope", since: 18),
    ]
    let others = [
      ignored("client_encoding", "the exporter reads UTF-8"),
      ignored("fallback_application_name", "application_name says it"),
      ignored("replication", "the exporter runs queries, which such a connection does not"),
      ignored("binary_parameters", foreign),
      ignored("disable_prepared_binary_result", foreign),
      ignored("krbspn", foreign),
      ignored("sslinline", "certificates are given as files"),
      ignored("authtype", obsolete), ignored("tty", obsolete), ignored("requiressl", obsolete),
    ]
    let parameters = [
      "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "search_path",
      "TimeZone", "timezone", "DateStyle", "datestyle", "IntervalStyle", "intervalstyle",
      "extra_float_digits", "work_mem", "role", "default_transaction_read_only", "jit",
      "default_transaction_isolation", "log_statement", "log_min_duration_statement",
      "log_min_messages", "client_min_messages", "standard_conforming_strings", "geqo",
      "tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count",
    ]
    return connection + others + parameters.map { ConnectionKeyword($0, .serverParameter) }
  }()
}
