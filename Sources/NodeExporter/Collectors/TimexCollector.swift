import CLinux
import Glibc
import Shared

/// How well the clock is kept, from `adjtimex(2)`.
struct TimexCollector: Collector {
  let name = "timex"

  func collect(into metrics: inout MetricWriter) throws {
    var clock = timex()
    let state = unsafe adjtimex(&clock)
    if state < 0 {
      let error = SystemError("adjtimex", "the clock")
      // A container's filter of system calls may forbid even to look.
      if error.code == EPERM { throw Absent(error.description) }
      throw error
    }
    Self.write(clock, state: state, into: &metrics)
  }

  /// - Parameter state: What `adjtimex` returned.
  static func write(_ clock: timex, state: CInt, into metrics: inout MetricWriter) {
    let resolution = clock.status & STA_NANO != 0 ? 1e9 : 1e6
    // Frequencies are parts per million with a binary fraction of 16 bits.
    let partsPerMillion = 65536.0

    metrics.gauge(
      "node_timex_sync_status", "Whether the clock is kept in step with a reliable server.",
      state != TIME_ERROR)
    metrics.gauge(
      "node_timex_offset_seconds", "How far the clock is from its reference.",
      Double(clock.offset) / resolution)
    metrics.gauge(
      "node_timex_frequency_adjustment_ratio", "The factor that the clock's pace is corrected by.",
      1 + Double(clock.freq) / partsPerMillion / 1e6)
    metrics.gauge(
      "node_timex_maxerror_seconds", "The most that the clock can be wrong.",
      Double(clock.maxerror) / 1e6)
    metrics.gauge(
      "node_timex_estimated_error_seconds", "How wrong the clock probably is.",
      Double(clock.esterror) / 1e6)
    metrics.gauge(
      "node_timex_status", "The bits of the clock's status.", Int(clock.status))
    metrics.gauge(
      "node_timex_loop_time_constant", "The time constant of the phase-locked loop.",
      Int(clock.constant))
    metrics.gauge(
      "node_timex_tick_seconds", "Time between two ticks of the clock.", Double(clock.tick) / 1e6)
    metrics.gauge(
      "node_timex_pps_frequency_hertz", "Frequency of the pulse-per-second signal.",
      Double(clock.ppsfreq) / partsPerMillion / 1e6)
    metrics.gauge(
      "node_timex_pps_jitter_seconds", "Jitter of the pulse-per-second signal.",
      Double(clock.jitter) / resolution)
    metrics.gauge(
      "node_timex_pps_shift_seconds", "Length of an interval of the pulse-per-second signal.",
      Int(clock.shift))
    metrics.gauge(
      "node_timex_pps_stability_hertz",
      "Wander of the frequency of the pulse-per-second signal, lately.",
      Double(clock.stabil) / partsPerMillion / 1e6)
    metrics.counter(
      "node_timex_pps_jitter_total", "Pulses whose jitter was past the limit.", Int(clock.jitcnt))
    metrics.counter(
      "node_timex_pps_calibration_total", "Intervals of calibration by pulses.",
      Int(clock.calcnt))
    metrics.counter(
      "node_timex_pps_error_total", "Intervals of calibration that failed.", Int(clock.errcnt))
    metrics.counter(
      "node_timex_pps_stability_exceeded_total",
      "Times that the wander of the pulses was past the limit.", Int(clock.stbcnt))
    metrics.gauge(
      "node_timex_tai_offset_seconds", "Distance of atomic time (TAI) from this clock.",
      Int(clock.tai))
  }
}
