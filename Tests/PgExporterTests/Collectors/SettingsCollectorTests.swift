import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct SettingsCollectorTests {
  @Test func writesAFamilyForEachSettingInBaseUnits() throws {
    let settings = Rows.made([
      ["autovacuum", nil, "on"], ["fsync", nil, "off"], ["seq_page_cost", nil, "1.5"],
      ["bgwriter_delay", "ms", "200"], ["log_rotation_age", "min", "1440"],
      ["shared_buffers", "8kB", "16384"], ["temp_file_limit", "kB", "-1"],
      ["pg_stat_statements.max", nil, "5000"], ["wal_segment_size", "B", "16777216"],
    ])
    #expect(
      try exposition(of: SettingsCollector(), .version(15), [settings]) == """
        # HELP pg_settings_autovacuum A setting of the server, as pg_settings has it.
        # TYPE pg_settings_autovacuum gauge
        pg_settings_autovacuum 1
        # HELP pg_settings_fsync A setting of the server, as pg_settings has it.
        # TYPE pg_settings_fsync gauge
        pg_settings_fsync 0
        # HELP pg_settings_seq_page_cost A setting of the server, as pg_settings has it.
        # TYPE pg_settings_seq_page_cost gauge
        pg_settings_seq_page_cost 1.5
        # HELP pg_settings_bgwriter_delay_seconds A setting of the server, in seconds.
        # TYPE pg_settings_bgwriter_delay_seconds gauge
        pg_settings_bgwriter_delay_seconds 0.2
        # HELP pg_settings_log_rotation_age_seconds A setting of the server, in seconds.
        # TYPE pg_settings_log_rotation_age_seconds gauge
        pg_settings_log_rotation_age_seconds 86400
        # HELP pg_settings_shared_buffers_bytes A setting of the server, in bytes.
        # TYPE pg_settings_shared_buffers_bytes gauge
        pg_settings_shared_buffers_bytes 134217728
        # HELP pg_settings_temp_file_limit_bytes A setting of the server, in bytes.
        # TYPE pg_settings_temp_file_limit_bytes gauge
        pg_settings_temp_file_limit_bytes -1
        # HELP pg_settings_pg_stat_statements_max A setting of the server, as pg_settings has it.
        # TYPE pg_settings_pg_stat_statements_max gauge
        pg_settings_pg_stat_statements_max 5000
        # HELP pg_settings_wal_segment_size_bytes A setting of the server, in bytes.
        # TYPE pg_settings_wal_segment_size_bytes gauge
        pg_settings_wal_segment_size_bytes 16777216

        """)
  }

  @Test(arguments: [("off", "f", 0), ("on", "f", 1), ("off", "t", 1)])
  func ourOwnReadOnlyTransactionIsNotTakenForTheServers(
    byDefault: String, isStandby: String, value: Int
  ) throws {
    let settings = Rows.made([
      ["default_transaction_read_only", nil, byDefault, isStandby],
      ["transaction_read_only", nil, "on", isStandby],
    ])
    let text = try exposition(of: SettingsCollector(), .version(15), [settings])
    #expect(samples(text).last == "pg_settings_transaction_read_only \(value)")
  }

  @Test func aSettingThatCannotBeReadCostsOnlyItself() throws {
    let settings = Rows.made([
      ["odd", "furlong", "3"], ["worse", nil, "many"], ["work_mem", "kB", "4096"],
    ])
    var metrics = MetricWriter()
    let error = #expect(throws: Partial.self) {
      try SettingsCollector().write(Answers(.version(15), [.success(settings)]), into: &metrics)
    }
    #expect(error?.description == "setting odd has a unit that is not known: furlong")
    #expect(
      samples(String(decoding: metrics.written.bytes, as: UTF8.self)) == [
        "pg_settings_work_mem_bytes 4194304"
      ])
  }

  @Test func aUnitBehindTheNumberCounts() throws {
    let settings = Rows.made([["apg_buffer", "MB", "16MB"], ["apg_cache", "MB", "1GB"]])
    #expect(
      samples(try exposition(of: SettingsCollector(), .version(15), [settings])) == [
        "pg_settings_apg_buffer_bytes 16777216", "pg_settings_apg_cache_bytes 1073741824",
      ])
  }

  @Test func aSettingThatCameOrWentBetweenTwoScrapesIsNotTakenForAnother() throws {
    let collector = SettingsCollector()
    let all = [["a", "ms", "1000"], ["b", nil, "2"], ["c", "kB", "3"]]
    let expected = ["pg_settings_a_seconds 1", "pg_settings_b 2", "pg_settings_c_bytes 3072"]
    for left in [[0, 1, 2], [0, 2], [1, 2], [0, 1, 2]] {
      let text = try exposition(of: collector, .version(15), [.made(left.map { all[$0] })])
      #expect(samples(text) == left.map { expected[$0] })
    }
  }
}
