extension AppProbe {
  /// What `--help` tells before it lists the flags.
  static let introduction = """
    Takes the place of blackbox_exporter: the same port, flags, configuration file and metrics.

    1. Try it without a file; the answer is 200 also when the probe fails, and says so in \
    probe_success:

    \u{20}   app-probe &
    \u{20}   curl 'localhost:9115/probe?target=https://example.com&module=http_2xx'

    With &debug=true it tells step by step what happened.

    2. Write modules of your own, which are ways to probe (http, tcp, unix, dns, icmp, grpc, websocket, journey), to \
    blackbox.yml, and check them with app-probe --config.file=blackbox.yml --config.check:

    \u{20}   modules:
    \u{20}     vote_page:
    \u{20}       prober: http
    \u{20}       timeout: 5s
    \u{20}       http: {fail_if_body_not_matches_regexp: ["Cats vs Dogs"]}

    The file is read again on SIGHUP and on POST /-/reload; a bad one leaves the old one in force.

    3. Have Prometheus name the targets: metrics_path: /probe, params: {module: [vote_page]}, and relabel \
    __address__ to __param_target, as for blackbox_exporter.

    Or have it probe by itself, which /metrics then tells of, with counters that an SLO can be made of:

    \u{20}   targets:
    \u{20}     - {target: "http://vote.example.com/", module: vote_page, interval: 5s}

    http://localhost:9115/ lists the last probes; /config shows all modules with their defaults.
    """
}
