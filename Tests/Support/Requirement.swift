internal import Foundation
package import Testing

/// What a test needs of the machine.
///
/// Without it the test is skipped and says why; on the build server, where `CI` is set, it fails.
package struct Requirement: Sendable {
  /// What is missing, or `nil` when everything is there.
  package let missing: String?

  package init(root: Bool = false, files: [String] = [], programs: [String] = []) {
    let absent =
      (root && getuid() != 0 ? ["root"] : [])
      + files.filter { !FileManager.default.fileExists(atPath: $0) }
      + programs.filter { Program.path(of: $0) == nil }
    self.init(absent: absent)
  }

  /// - Parameter absent: What is not there, in words for a reader.
  package init(absent: [String]) {
    missing = absent.isEmpty ? nil : absent.joined(separator: ", ")
  }

  /// Skips the test where something is missing, except on the build server.
  package var trait: ConditionTrait {
    .enabled(if: missing == nil || Self.isBuildServer, "needs \(missing ?? "nothing")")
  }

  /// Fails where something is missing.
  package func check() throws {
    if let missing { throw Missing(description: "this test needs \(missing)") }
  }

  private struct Missing: Error, CustomStringConvertible { let description: String }

  private static var isBuildServer: Bool { ProcessInfo.processInfo.environment["CI"] != nil }
}
