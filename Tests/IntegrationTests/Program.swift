import Foundation

/// A program that a test runs.
enum Program {
  /// The folder of the programs that this package builds.
  static let folder = Bundle.main.bundleURL.deletingLastPathComponent()

  /// Where a program of the machine is.
  static func path(of name: String) -> String? {
    ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"].map {
      "\($0)/\(name)"
    }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
