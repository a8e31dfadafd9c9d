/// Hands answers over in the order of the statements.
struct Outbox {
  private var answers: [(answer: Result<Rows, PgError>, took: Duration)?]
  private var next = 0
  private var last = ContinuousClock.now

  init(count: Int) { answers = Array(repeating: nil, count: count) }

  /// - Returns: The time since the answer before it.
  mutating func put(
    _ answer: Result<Rows, PgError>, _ index: Int,
    _ each: (Int, Result<Rows, PgError>, Duration) -> Void
  ) -> Duration {
    let took = last.duration(to: .now)
    answers[index] = (answer, took)
    while next < answers.count, let (answer, took) = answers[next] {
      answers[next] = nil
      next += 1
      each(next - 1, answer, took)
    }
    // What was done with the answers is not the next one's time.
    last = .now
    return took
  }

  /// Those that are left fail.
  mutating func finish(
    _ error: PgError, _ each: (Int, Result<Rows, PgError>, Duration) -> Void
  ) {
    while next < answers.count {
      let (answer, took) = answers[next] ?? (.failure(error), .zero)
      next += 1
      each(next - 1, answer, took)
    }
  }
}
