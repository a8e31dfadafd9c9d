import Shared

/// What is known of all containers, and what has happened to them, as scrapes read it.
///
/// It is kept up to date by ``ContainerWatch`` from the engine's events; reading it asks nobody.
final class ContainerLedger: Sendable {
  /// What happened to the containers of one name, since this program began to look.
  ///
  /// It outlives the container for a while, so that a scrape sees the end of one that was removed at
  /// once.
  struct History: Sendable, Equatable {
    var image = ""
    /// Of the last container of the name; none once a container gave the name up for another one.
    var labels: [String: String] = [:]
    var deaths: [DeathReason: UInt64] = [:]
    var lastDeath: [DeathReason: Double] = [:]
    var exits: [Int: UInt64] = [:]
    /// Of the last end that was counted.
    var lastExitCode: Int?
    var oomEvents: UInt64 = 0
    var starts: UInt64 = 0
    var restarts: UInt64 = 0
    /// Seconds since 1970 when the last container of the name went away; `nil` while there is one.
    var goneSince: Double?
  }

  /// How the watch itself is.
  struct Connection: Sendable, Equatable {
    /// Whether the engine answered the last question.
    var isUp = false
    /// Whether the stream of events is open.
    var isStreaming = false
    /// Seconds since 1970.
    var lastEvent: Double?
    var lastReconciliation: Double?
    var reconnections: UInt64 = 0
    var reconciliations: UInt64 = 0
    /// Deaths of which is known only that they happened: no event has told them, and the engine no
    /// longer knows how they went.
    var missedEvents: UInt64 = 0
    /// Reconnections at which the engine no longer had the last event that was seen: containers may
    /// have come and gone of which nobody knows.
    var gaps: UInt64 = 0
    /// Whether all that is known is counted: nothing is waited for, as what an event may still tell.
    var isSettled = false
    /// By action.
    var events: [String: UInt64] = [:]
    /// What is spoken with the engine; `nil` when it does not say what it speaks.
    var apiVersion: String?
  }

  struct Contents: Sendable {
    /// By id.
    var containers: [String: Container] = [:] { didSet { revision &+= 1 } }
    /// Another one whenever ``containers`` may be other ones.
    private(set) var revision: UInt64 = 0
    /// By name.
    var histories: [String: History] = [:]
    /// Of all containers, also of those whose histories are forgotten.
    var deaths: [DeathReason: UInt64] = [:]
    var connection = Connection()
  }

  let contents = Monitor(Contents())
}
