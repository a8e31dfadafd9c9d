import Foundation
import Testing

/// What a test needs of the machine.
///
/// Without it the test is skipped and says why; on the build server, where `CI` is set, it fails.
struct Requirement: Sendable {
  /// What is missing, or `nil` when everything is there.
  let missing: String?

  init(root: Bool = false, files: [String] = [], programs: [String] = []) {
    let absent =
      (root && getuid() != 0 ? ["root"] : [])
      + files.filter { !FileManager.default.fileExists(atPath: $0) }
      + programs.filter { Program.path(of: $0) == nil }
    missing = absent.isEmpty ? nil : absent.joined(separator: ", ")
  }

  /// Skips the test where something is missing, except on the build server.
  var trait: ConditionTrait {
    .enabled(if: missing == nil || Self.isBuildServer, "needs \(missing ?? "nothing")")
  }

  /// Fails where something is missing.
  func check() throws {
    if let missing { throw Missing(description: "this test needs \(missing)") }
  }

  private struct Missing: Error, CustomStringConvertible { let description: String }

  private static var isBuildServer: Bool { ProcessInfo.processInfo.environment["CI"] != nil }
}
