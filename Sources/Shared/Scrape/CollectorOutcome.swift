/// How a collector's part in a scrape ended.
package enum CollectorOutcome: Equatable, Sendable {
  /// It wrote what there was.
  case wrote
  /// Its source does not exist on this machine.
  case absent(String)
  /// It threw, or had not come back by the deadline.
  case failed(String)

  package init(_ error: any Error) {
    if let absent = error as? Absent {
      self = .absent(absent.description)
    } else {
      self = .failed("\(error)")
    }
  }

  package var isSuccess: Bool { self == .wrote }

  package var isFailure: Bool {
    if case .failed = self { true } else { false }
  }
}

/// What one collector contributed to a scrape.
package struct CollectorPart: Sendable {
  package let name: String
  /// The server it was read from, where the exporter has several.
  package var server: String?
  package let outcome: CollectorOutcome
  package let duration: Duration
  /// What it wrote, if that is to come last on the page.
  package var guestPage: GuestPage?

  package init(
    name: String, server: String? = nil, outcome: CollectorOutcome, duration: Duration
  ) {
    self.name = name
    self.server = server
    self.outcome = outcome
    self.duration = duration
  }
}
