/// What a service may be unavailable, and what of it is spent, in minutes.
struct BudgetLine: Sendable, Equatable {
  let service: String
  let allowed: Double
  let spent: Double

  /// By the rules that record the objective, at a moment. A service of which either is missing is left out.
  static func all(_ prometheus: Prometheus, at moment: Double) throws(Complaint) -> [BudgetLine] {
    let allowed = try prometheus.series("slo:budget:minutes30d", at: moment)
    let spent = try prometheus.series("slo:downtime:minutes30d", at: moment)
    return allowed.compactMap { series in
      guard let minutes = series.samples.last?.value, minutes.isFinite,
        let used = spent.first(where: { $0["service"] == series["service"] })?.samples.last?.value,
        used.isFinite
      else { return nil }
      return BudgetLine(service: series["service"], allowed: minutes, spent: used)
    }
    .sorted { $0.service < $1.service }
  }
}
