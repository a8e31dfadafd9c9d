extension RedisExporter {
  /// The environment variables that stand for flags.
  static let environment: [(variable: String, flag: String)] =
    named.map { (variable: $0.0, flag: $0.1) }
    + regular.map { flag in
      let words = flag.uppercased().map { $0 == "-" || $0 == "." ? "_" : $0 }
      return (variable: "REDIS_EXPORTER_" + String(words), flag: flag)
    }

  /// Flags of upstream's spelling, and what all exporters here call them.
  static let aliases = ["log-level": "log.level", "log-format": "log.format"]

  private static let named = [
    ("REDIS_ADDR", "redis.addr"),
    ("REDIS_USER", "redis.user"),
    ("REDIS_PASSWORD", "redis.password"),
    ("REDIS_PASSWORD_FILE", "redis.password-file"),
    ("REDIS_EXPORTER_INCL_CONFIG_METRICS", "include-config-metrics"),
    ("REDIS_EXPORTER_INCL_MODULES_METRICS", "include-modules-metrics"),
    ("REDIS_EXPORTER_INCL_SEARCH_INDEXES_METRICS", "include-search-indexes-metrics"),
    ("REDIS_EXPORTER_INCL_SENTINEL_PEER_INFO", "include-sentinel-peer-info"),
    ("REDIS_EXPORTER_INCL_SYSTEM_METRICS", "include-system-metrics"),
    ("REDIS_EXPORTER_INCL_RDB_FILE_SIZE_METRIC", "include-rdb-file-size-metric"),
    ("REDIS_EXPORTER_INCL_METRICS_FOR_EMPTY_DATABASES", "include-metrics-for-empty-databases"),
  ]

  /// `REDIS_EXPORTER_` and the flag in capitals: upstream's, and at the end our own.
  private static let regular = [
    "namespace", "check-keys", "check-single-keys", "check-key-groups", "check-streams",
    "check-single-streams", "streams-exclude-consumer-metrics", "count-keys",
    "check-keys-batch-size", "script", "lua-script-read-only", "web.listen-address",
    "web.telemetry-path", "config-command", "connection-timeout", "tls-client-key-file",
    "tls-client-cert-file", "tls-ca-cert-file", "tls-server-name", "tls-server-key-file",
    "tls-server-cert-file", "tls-server-ca-cert-file", "tls-server-min-version",
    "max-distinct-key-groups", "debug", "log-level", "log-format", "set-client-name",
    "is-tile38", "is-cluster", "cluster-discover-hostnames", "export-client-list",
    "export-client-port", "redis-only-metrics", "include-go-runtime-metrics", "ping-on-connect",
    "check-search-indexes", "disable-exporting-key-values", "exclude-latency-histogram-metrics",
    "redact-config-metrics", "skip-tls-verification", "skip-checkkeys-for-role-master",
    "basic-auth-username", "basic-auth-password", "basic-auth-hash-password",
    "disable-scrape-endpoint", "append-instance-role-label", "scrape.targets",
    "export-key-values", "scan-max-age",
  ]
}
