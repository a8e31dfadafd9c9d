import CLinux
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct TimexCollectorTests {
  private func clock(status: CInt) -> timex {
    var clock = timex()
    clock.offset = 1_500_000
    clock.freq = 65536 * 20
    clock.maxerror = 250_000
    clock.esterror = 16
    clock.status = status
    clock.constant = 7
    clock.tick = 10_000
    clock.ppsfreq = 65536
    clock.jitter = 3_000
    clock.shift = 4
    clock.stabil = 131_072
    clock.jitcnt = 5
    clock.calcnt = 6
    clock.errcnt = 8
    clock.stbcnt = 9
    clock.tai = 37
    return clock
  }

  @Test func writesAClockKeptInNanoseconds() {
    let text = exposition {
      TimexCollector.write(clock(status: STA_NANO | STA_PLL), state: 0, into: &$0)
    }
    #expect(
      samples(text) == [
        "node_timex_sync_status 1",
        "node_timex_offset_seconds 0.0015",
        "node_timex_frequency_adjustment_ratio 1.00002",
        "node_timex_maxerror_seconds 0.25",
        "node_timex_estimated_error_seconds 1.6e-05",
        "node_timex_status 8193",
        "node_timex_loop_time_constant 7",
        "node_timex_tick_seconds 0.01",
        "node_timex_pps_frequency_hertz 1e-06",
        "node_timex_pps_jitter_seconds 3e-06",
        "node_timex_pps_shift_seconds 4",
        "node_timex_pps_stability_hertz 2e-06",
        "node_timex_pps_jitter_total 5",
        "node_timex_pps_calibration_total 6",
        "node_timex_pps_error_total 8",
        "node_timex_pps_stability_exceeded_total 9",
        "node_timex_tai_offset_seconds 37",
      ])
  }

  @Test func writesAClockKeptInMicrosecondsThatNobodySets() {
    let text = exposition {
      TimexCollector.write(clock(status: STA_UNSYNC), state: TIME_ERROR, into: &$0)
    }
    #expect(
      samples(text).prefix(2) == ["node_timex_sync_status 0", "node_timex_offset_seconds 1.5"])
    #expect(samples(text).contains("node_timex_pps_jitter_seconds 0.003"))
  }

  @Test func asksTheKernel() throws {
    let text = try exposition(of: TimexCollector())
    #expect(samples(text).contains("node_timex_tick_seconds 0.01"))
  }
}
