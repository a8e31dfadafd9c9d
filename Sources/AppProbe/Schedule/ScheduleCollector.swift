import Shared

/// Serves what the schedule has counted and what each target's last probe found.
struct ScheduleCollector: Collector {
  let name = "schedule"
  let schedule: ProbeSchedule

  func collect(into metrics: inout MetricWriter) throws {
    let snapshot = schedule.snapshot
    writeSchedule(snapshot, into: &metrics)
    guard !snapshot.targets.isEmpty else { return }
    ScheduledTargets(snapshot.targets).write(into: &metrics)
    ScheduledProbes(snapshot.targets).write(into: &metrics)
  }

  private func writeSchedule(_ snapshot: ProbeSchedule.Snapshot, into metrics: inout MetricWriter) {
    let labels = snapshot.vantage.map { Labels([Label("vantage", $0)]) } ?? .none
    metrics.family("app_probe_targets", .gauge, "Targets that are probed by the schedule.")
    metrics.sample(snapshot.targets.count, labels)
    metrics.family(
      "app_probe_running", .gauge, "Probes of the schedule that are under way at the moment.")
    metrics.sample(snapshot.running, labels)
    metrics.family(
      "app_probe_lateness_seconds", .histogram,
      "How much later than planned the schedule's probes began.")
    metrics.histogram(snapshot.lateness, ProbeSchedule.latenessBounds, labels)
  }
}
