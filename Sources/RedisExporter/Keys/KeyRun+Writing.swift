import Shared

extension KeyRun {
  func write(into metrics: inout MetricWriter) {
    keys.write(into: &metrics)
    streams.write(into: &metrics)
    let served = scans.filter { !leavesKeysToReplicas || $0.identity.purpose == .groups }
    writeCounts(served, into: &metrics)
    writeGroups(served, into: &metrics)
    writeScans(served, into: &metrics)
  }

  private func writeCounts(_ scans: [KeyScan], into metrics: inout MetricWriter) {
    var seen: Set<Labels> = []
    metrics.family("redis_keys_count", .gauge, "Keys that match a pattern.")
    for scan in scans where scan.identity.purpose == .counts {
      let labels = scan.identity.pattern.labels
      guard let result = scan.result, seen.insert(labels).inserted else { continue }
      metrics.sample(result.count, labels)
    }
  }

  private func writeGroups(_ scans: [KeyScan], into metrics: inout MetricWriter) {
    let databases = scans.filter { $0.identity.purpose == .groups }.compactMap { scan in
      scan.result.map { (name: scan.identity.pattern.databaseLabel, result: $0) }
    }
    let rows = databases.flatMap { database in
      database.result.groups.rows(limit: settings.groupLimit).map { row in
        (
          labels: Labels([Label("db", database.name), Label("key_group", row.name)]),
          tally: row.tally
        )
      }
    }
    metrics.family("redis_key_group_count", .gauge, "Keys of a group.")
    for row in rows { metrics.sample(row.tally.count, row.labels) }
    metrics.family(
      "redis_key_group_memory_usage_bytes", .gauge,
      "Memory that the keys of a group and their values take.")
    for row in rows { metrics.sample(Int(row.tally.memory), row.labels) }
    metrics.family(
      "redis_number_of_distinct_key_groups", .gauge,
      "Groups that the keys of a database are in, with that of keys that no pattern matches.")
    for database in databases {
      metrics.sample(database.result.groups.distinct, [Label("db", database.name)])
    }
    if databases.isEmpty { return }
    let duration = databases.map(\.result.duration).reduce(.zero, +)
    metrics.gauge(
      "redis_last_key_groups_scrape_duration_milliseconds",
      "Time that the last complete grouping of keys took, over however many scrapes.",
      duration / .milliseconds(1))
  }

  private func writeScans(_ scans: [KeyScan], into metrics: inout MetricWriter) {
    var seen: Set<Labels> = []
    let rows = scans.compactMap { scan -> (labels: Labels, scan: KeyScan)? in
      let labels = Labels([
        Label("scan", scan.identity.purpose.rawValue),
        Label("db", scan.identity.pattern.databaseLabel), Label("key", scan.identity.pattern.name),
      ])
      return seen.insert(labels).inserted ? (labels, scan) : nil
    }
    metrics.family(
      "redis_exporter_key_scan_complete", .gauge,
      "Whether a scan of keys has gone through the whole database, so that there is a result.")
    for (labels, scan) in rows { metrics.sample(scan.result != nil, labels) }
    metrics.family(
      "redis_exporter_key_scan_age_seconds", .gauge,
      "Time since the scan of keys whose result is served was finished.")
    for (labels, scan) in rows {
      if let result = scan.result { metrics.sample(ContinuousClock.now - result.finished, labels) }
    }
    metrics.family(
      "redis_exporter_key_scan_truncated_keys", .gauge,
      "Keys that a scan found and that become no series, as they are too many.")
    for (labels, scan) in rows {
      guard let result = scan.result else { continue }
      switch scan.identity.purpose {
      case .keys, .streams: metrics.sample(result.count - result.found.count, labels)
      case .counts, .groups: break
      }
    }
  }
}
