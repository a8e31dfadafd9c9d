import Shared
import YAML

/// Probes as a visitor does: several requests, of which later ones use what earlier ones found.
struct JourneyProber: Prober {
  static let kind = "journey"

  /// - Parameter value: What stands under `journey:` in a module.
  init(_ value: YAMLValue) throws {
    throw value.error("journeys are not built yet")
  }

  func run(_ probe: Probe) async throws(ProbeFailure) {
    throw ProbeFailure(.local, "not built yet")
  }
}
