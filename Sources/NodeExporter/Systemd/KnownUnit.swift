import Shared

/// What is remembered of a unit from one scrape to the next, because it seldom or never changes.
struct KnownUnit {
  let kind: UnitKind
  /// Whether the patterns want it.
  let isWanted: Bool
  /// Whether it should be active.
  let isExpected: Bool
  let labels: Labels
  /// The scrape that saw it last.
  var scrape: UInt64 = 0

  private var state = ("", "")
  private var stateLabels: [Labels] = []
  /// A service's or mount's `Type=`.
  var type: String? { didSet { stateLabels = [] } }
  /// Whether a socket accepts connections itself, as `Accept=` says. One that does not counts none.
  var accepts: Bool?
  /// Whether systemd counts a socket's refused connections; it does since version 239.
  var countsRefused = false
  /// The state of the template's file, for an instance that has no file of its own.
  var templateState: String?

  init(_ name: String, wanted: NameFilter, expected: Pattern?) {
    kind = UnitKind(of: name)
    isWanted = wanted.wants(name)
    isExpected = expected?.matches(name) ?? false
    labels = Labels([Label("name", name)])
  }

  /// Notes the unit's state. One that changed may have been loaded anew, from another file.
  mutating func see(_ status: UnitStatus, in scrape: UInt64) {
    if state != (status.active, status.sub) {
      state = (status.active, status.sub)
      forget()
    }
    self.scrape = scrape
  }

  /// Forgets what systemd was asked.
  mutating func forget() {
    type = nil
    accepts = nil
    templateState = nil
  }

  /// The labels with each of ``SystemdReport/stateNames``.
  mutating func labelStates(of name: String) -> [Labels] {
    if stateLabels.isEmpty {
      stateLabels = SystemdReport.stateNames.map {
        Labels([Label("name", name), Label("state", $0), Label("type", type ?? "")])
      }
    }
    return stateLabels
  }
}
