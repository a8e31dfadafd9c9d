/// A collector whose families come from outside, and give way where this exporter has a family of
/// the same name.
package protocol GuestCollector: BlockingCollector {
  /// Writes what the last ``BlockingCollector/collect(into:by:)`` found, less every source in which
  /// one of `names` occurs; it reads nothing. It holds for this page only: another may have been
  /// asked for fewer collectors, or come after what was in the way is gone.
  func withdraw(_ names: [String], into metrics: inout MetricWriter)
}

/// What a guest wrote, which is appended once everything else stands on the page.
package struct GuestPage: Sendable {
  private let guest: any GuestCollector
  private let written: Exposition

  init(_ guest: any GuestCollector, _ written: Exposition) {
    self.guest = guest
    self.written = written
  }

  func append(to page: inout MetricWriter) {
    let clashes = page.clashes(with: written)
    guard !clashes.isEmpty else { return page.append(written) }
    var rest = MetricWriter()
    guest.withdraw(clashes, into: &rest)
    page.append(rest.finish())
  }
}
