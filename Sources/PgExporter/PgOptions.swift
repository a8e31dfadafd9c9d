import ArgumentParser
import Shared

/// The flags of the collectors that have some.
struct PgOptions: ParsableArguments, Sendable {
}
