import Shared

/// A secret of the configuration: there, or in a file that is read for each probe.
enum Credential: Sendable, Equatable {
  case text(Secret)
  case file(String)
}
