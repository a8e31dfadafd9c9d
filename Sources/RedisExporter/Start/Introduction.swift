extension RedisExporter {
  /// What `--help` tells before it lists the flags.
  static let introduction = """
    Takes the place of redis_exporter: the same port, flags, environment and metrics.

    1. Say where the server is, and its password in the environment, which ps does not show:

    \u{20}   REDIS_ADDR=redis://cache1:6379 REDIS_PASSWORD=secret redis-exporter
    \u{20}   REDIS_ADDR=unix:///run/redis/redis.sock redis-exporter --check-single-keys=votes

    2. Look at http://localhost:9121/metrics. Ask for some collectors only with \
    /metrics?collect[]=info&collect[]=keyspace.

    It also reads servers that requests name: /scrape?target=redis://cache2:6379. Their passwords are \
    in the file of --redis.password-file, by address; a server that is not in it gets none:

    \u{20}   {"redis://cache2:6379": "secret", "redis://vigie@cache3:6379": "another"}

    The file is read again on SIGHUP and on POST /-/reload.
    """
}
