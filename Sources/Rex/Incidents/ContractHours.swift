/// When the contract counted, by the history of `sla_window_open`.
struct ContractHours: Sendable, Equatable {
  let open: Spans
  /// When it is known whether it did.
  let known: Spans

  /// `nil` without such a history: then it is not known, which is not the same as never.
  init?(_ series: [Series]) {
    guard let series = series.first(where: { $0["calendar"] == "contract" }) ?? series.first,
      !series.samples.isEmpty
    else { return nil }
    var open: [Span] = []
    var known: [Span] = []
    let last = max(60, 3 * series.interval)
    for (index, sample) in series.samples.enumerated() {
      let next = index + 1 < series.samples.count ? series.samples[index + 1].at : .infinity
      let span = Span(start: sample.at, end: min(next, sample.at + max(last, AlertRun.gap)))
      known.append(span)
      if sample.value == 1 { open.append(span) }
    }
    self.open = Spans(open)
    self.known = Spans(known)
  }

  /// Seconds of `spans` that count, of which so many are not known.
  func seconds(of spans: Spans) -> (counted: Double, unknown: Double) {
    (
      spans.intersection(open).seconds,
      max(0, spans.seconds - spans.intersection(known).seconds)
    )
  }
}
