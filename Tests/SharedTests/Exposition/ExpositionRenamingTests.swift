import TestSupport
import Testing

@testable import Shared

@Suite struct ExpositionRenamingTests {
  private func page(_ write: (inout MetricWriter) -> Void) -> Exposition {
    var metrics = MetricWriter()
    write(&metrics)
    return metrics.finish()
  }

  @Test func everyLineOfAFamilyIsRenamed() {
    let renamed = page { metrics in
      metrics.family("pg_time_seconds", .histogram, "Time of pg_.")
      metrics.histogram(buckets: [(0.5, 1)], sum: 0.25, count: 2)
      metrics.gauge("other", "Not of pg_.", 1)
    }.replacing(prefix: "pg_", by: "database_")
    #expect(
      String(decoding: renamed.bytes, as: UTF8.self) == """
        # HELP database_time_seconds Time of pg_.
        # TYPE database_time_seconds histogram
        database_time_seconds_bucket{le="0.5"} 1
        database_time_seconds_bucket{le="+Inf"} 2
        database_time_seconds_sum 0.25
        database_time_seconds_count 2
        # HELP other Not of pg_.
        # TYPE other gauge
        other 1

        """)
    let open = String(decoding: renamed.rendered(as: .openMetrics), as: UTF8.self)
    #expect(open.contains("# TYPE database_time_seconds histogram"))
  }

  @Test func aNameThatIsTakenIsADuplicate() {
    let renamed = page { metrics in
      metrics.gauge("db_up", "First.", 1)
      metrics.gauge("pg_up", "Second.", 2)
    }.replacing(prefix: "pg_", by: "db_")
    #expect(renamed.families.map(\.help) == ["First."])
    #expect(renamed.duplicates == ["db_up"])
  }
}
