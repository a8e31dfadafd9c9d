import Shared

/// How many errors of each kind the server has replied with, from `errorstat_ERR:count=1` in `INFO`.
struct ErrorstatsCollector: RedisCollector {
  let name = "errorstats"

  private static let header = FamilyHeader(
    "redis_errors_total", .counter, "Error replies by the code that they begin with.")

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    let info = answers.info
    let lines = info.lines.filter { info.has($0, prefix: "errorstat_") }
    var labels = LabelTable(["err"], rows: lines.count)
    for line in lines {
      labels.append(info.key(of: line).extracting(droppingFirst: "errorstat_".utf8.count).label)
    }
    metrics.samples(Self.header, labels) {
      NumberText(Pairs.value(of: "count", in: info.value(of: lines[$0])))
    }
  }
}
