/// What has happened to the numbers of a page since they were read before.
enum ScoreChange: String, Sendable, CaseIterable {
  /// What the journey's own vote does, and nothing else: its choice has one more, and one other, or
  /// none for a new voter, has one less.
  case own
  /// The own choice has gained, and others have voted at the same time.
  case mixed
  /// The numbers have moved, but the own choice has not gained.
  case others

  typealias Scores = [(name: String, value: Int)]

  /// - Parameters:
  ///   - before: The same names, in the same order.
  ///   - own: The choices that the journey has voted for since.
  /// - Returns: `nil` when nothing has moved.
  init?(from before: Scores, to now: Scores, own: Set<String>) {
    let changes = zip(before, now).map { before, now in
      (name: now.name, by: now.value.subtractingReportingOverflow(before.value).partialValue)
    }.filter { $0.by != 0 }
    guard !changes.isEmpty else { return nil }
    let gains = changes.filter { $0.by > 0 }
    let losses = changes.filter { $0.by < 0 }
    guard gains.contains(where: { own.contains($0.name) }) else {
      self = .others
      return
    }
    let isOneVote =
      gains.map(\.by) == [1] && (losses.isEmpty || losses.map(\.by) == [-1])
    self = isOneVote ? .own : .mixed
  }
}
