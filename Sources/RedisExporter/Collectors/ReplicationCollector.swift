import Shared

/// How replication goes, seen from either end, from the section Replication of `INFO`.
struct ReplicationCollector: RedisCollector {
  let name = "replication"

  private static let linkUp = FamilyHeader(
    "redis_master_link_up", .gauge, "Whether the replica is connected to its primary.")
  private static let lastIO = FamilyHeader(
    "redis_master_last_io_seconds_ago", .gauge,
    "Seconds since the replica heard from its primary, -1 when it is not connected.")
  private static let syncing = FamilyHeader(
    "redis_master_sync_in_progress", .gauge, "Whether the replica is being synchronised in full.")
  private static let offset = FamilyHeader(
    "redis_slave_repl_offset", .gauge, "Up to where the replica has the primary's changes.")

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    let info = answers.info
    writePrimaries(info, into: &metrics)
    if info["role"] == "slave" {
      metrics.family("redis_slave_info", .gauge, "Whose replica the server is.")
      metrics.sample(
        1,
        [
          Label("master_host", (info["master_host"] ?? "").label),
          Label("master_port", (info["master_port"] ?? "").label),
          Label("read_only", (info["slave_read_only"] ?? "").label),
        ])
    }
    Replicas.write(info, into: &metrics)
  }

  /// A primary that this server replicates: `master_host`, and KeyDB's `master_1_host` and so on.
  private struct Primary {
    var host = ""
    var port = ""
    var linkUp: NumberText?
    var lastIO: NumberText?
    var syncing: NumberText?
    var offset: NumberText?

    mutating func take(_ field: Span<UInt8>, _ value: Span<UInt8>) {
      if field.equals("host") {
        host = String(copying: value)
      } else if field.equals("port") {
        port = String(copying: value)
      } else if field.equals("link_status") {
        linkUp = NumberText((value.equals("up") ? "1" : "0").utf8.span)
      } else if field.equals("last_io_seconds_ago") {
        lastIO = NumberText(value)
      } else if field.equals("sync_in_progress") {
        syncing = NumberText(value)
      }
    }
  }

  private func writePrimaries(_ info: InfoReply, into metrics: inout MetricWriter) {
    var primaries: [(number: Int, primary: Primary)] = []
    func place(_ number: Int) -> Int {
      if let place = primaries.firstIndex(where: { $0.number == number }) { return place }
      primaries.append((number, Primary()))
      return primaries.count - 1
    }
    for line in info.lines where info.has(line, prefix: "master_") {
      let key = info.key(of: line)
      var field = key.extracting(droppingFirst: "master_".utf8.count)
      var number = 0
      var digits = 0
      while digits < min(field.count, 4), field[digits] &- UInt8(ascii: "0") < 10 {
        number = number * 10 + Int(field[digits] &- UInt8(ascii: "0"))
        digits += 1
      }
      if digits > 0, digits < field.count, field[digits] == UInt8(ascii: "_") {
        field = field.extracting(droppingFirst: digits + 1)
      } else if digits > 0 {
        continue
      }
      primaries[place(number)].primary.take(field, info.value(of: line))
    }
    primaries.removeAll { $0.primary.host.isEmpty }
    guard !primaries.isEmpty else { return }
    if let offset = info["slave_repl_offset"] {
      // It is told once, before or after all primaries: it is that of the last, as upstream has it.
      primaries[primaries.count - 1].primary.offset = NumberText(offset.utf8.span)
    }
    var labels = LabelTable(["master_host", "master_port"], rows: primaries.count)
    for (_, primary) in primaries {
      labels.append(primary.host.utf8.span.label)
      labels.append(primary.port.utf8.span.label)
    }
    metrics.samples(Self.linkUp, labels) { primaries[$0].primary.linkUp }
    metrics.samples(Self.lastIO, labels) { primaries[$0].primary.lastIO }
    metrics.samples(Self.syncing, labels) { primaries[$0].primary.syncing }
    metrics.samples(Self.offset, labels) { primaries[$0].primary.offset }
  }
}

/// The replicas of this server: `slave0:ip=127.0.0.1,port=17380,state=online,offset=896,lag=0`.
private enum Replicas {
  private static let offset = FamilyHeader(
    "redis_connected_slave_offset_bytes", .gauge, "Up to where a replica has the changes.")
  private static let lag = FamilyHeader(
    "redis_connected_slave_lag_seconds", .gauge, "Seconds since a replica was last heard of.")

  static func write(_ info: InfoReply, into metrics: inout MetricWriter) {
    let lines = info.lines.filter { line in
      info.has(line, prefix: "slave") && info.value(of: line).starts(with: "ip=")
    }
    guard !lines.isEmpty else { return }
    var labels = LabelTable(["slave_ip", "slave_port", "slave_state"], rows: lines.count)
    for line in lines {
      let text = info.value(of: line)
      labels.append(Pairs.value(of: "ip", in: text).label)
      labels.append(Pairs.value(of: "port", in: text).label)
      labels.append(Pairs.value(of: "state", in: text).label)
    }
    metrics.samples(offset, labels) {
      NumberText(Pairs.value(of: "offset", in: info.value(of: lines[$0])))
    }
    // Older servers say -1 when they do not know.
    metrics.samples(lag, labels) {
      let text = Pairs.value(of: "lag", in: info.value(of: lines[$0]))
      return text.isEmpty || text[0] == UInt8(ascii: "-") ? nil : NumberText(text)
    }
  }
}
