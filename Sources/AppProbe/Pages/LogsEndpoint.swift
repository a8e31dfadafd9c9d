import Shared

/// Answers `/logs?id=` and `/logs?target=[&module=]`: what happened in a probe that is remembered.
struct LogsEndpoint: Sendable {
  let journal: ProbeJournal

  func answer(_ request: HTTPRequest) -> HTTPResponse {
    let id = request.value("id")
    let target = request.value("target")
    let module = request.value("module")
    let entry: ProbeHistory.Entry?
    switch (id, target) {
    case (let id?, nil):
      guard let number = UInt64(id) else {
        return .text(.badRequest, "id is not the number of a probe; / lists those there are.\n")
      }
      entry = journal.first { $0.id == number }
    case (nil, let target?):
      entry = journal.first { place in
        place.entry.result.target == target
          && module.map { $0 == place.entry.result.module } ?? true
      }
    default:
      return .text(
        .badRequest,
        "Ask for /logs?id=NUMBER or for /logs?target=TARGET, with &module=NAME or without.\n"
      )
    }
    guard let entry else {
      return .text(
        .notFound,
        "No such probe is remembered: / lists those that are; --history.limit says how many.\n")
    }
    return .text(DebugPage.text(entry.result, entry.settings))
  }
}

extension ProbeJournal {
  /// The probes that are remembered, for the landing page.
  var tables: [LandingPage.Table] {
    let scheduled = places(.schedule)
    let recent = Self.table("Recent probes", places(.request))
    return scheduled.isEmpty ? [recent] : [recent, Self.table("Scheduled probes", scheduled)]
  }

  private static func table(
    _ title: String, _ places: [ProbeHistory.Place]
  ) -> LandingPage.Table {
    LandingPage.Table(
      title, columns: ["Module", "Target", "Result", "Debug"],
      rows: places.map { place in
        let result = place.entry.result
        let outcome = result.report.failure.map { "Failure: \($0.reason.rawValue)" } ?? "Success"
        return [
          .init(result.module), .init(RedactedURL.text(of: result.target)), .init(outcome),
          .init("Logs", path: "/logs?id=\(place.id)"),
        ]
      })
  }
}
