import Shared

/// Reads what the engine says of a container's health, and since when that has been so.
enum HealthReader {
  /// How many checks the engine keeps.
  private static let logLength = 5

  static func read(_ inspected: JSON, into container: inout Container) {
    // Some versions of Podman have the other name.
    let state = inspected["State"]
    guard let health = state?["Health"] ?? state?["Healthcheck"],
      let status = health["Status"]?.string.flatMap({ Container.Health(rawValue: $0) })
    else { return }
    container.health = status
    guard status != .none else { return }
    container.failingStreak = health["FailingStreak"]?.number.flatMap { Int(exactly: $0) } ?? 0
    let retries = inspected["Config"]?["Healthcheck"]?["Retries"]?.number.flatMap {
      Int(exactly: $0)
    }
    container.healthSince = since(
      container, checks: (health["Log"]?.array ?? []).map(Check.init),
      retries: retries.flatMap { $0 > 0 ? $0 : nil } ?? 3)
  }

  private struct Check {
    let end: Double?
    let isSuccess: Bool

    init(_ json: JSON) {
      end = json["End"]?.string.flatMap { Timestamp.rfc3339($0) }
      isSuccess = json["ExitCode"]?.number == 0
    }
  }

  /// The end of the check that made its health what it is; `nil` where the engine no longer has it.
  private static func since(_ container: Container, checks: [Check], retries: Int) -> Double? {
    switch container.health {
    case .none: return nil
    case .starting: return container.startedAt
    case .healthy:
      if let failed = checks.lastIndex(where: { !$0.isSuccess }) {
        return failed + 1 < checks.count ? checks[failed + 1].end : nil
      }
      return checks.count < logLength ? checks.first?.end : nil
    case .unhealthy:
      // The last check is the one that made the streak as long as it is.
      let index = checks.count - 1 - (container.failingStreak - retries)
      return checks.indices.contains(index) ? checks[index].end : nil
    }
  }
}
