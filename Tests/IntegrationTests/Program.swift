import Foundation

/// A program that a test runs.
enum Program {
  /// The folder of the programs that this package builds.
  static let folder = Bundle.main.bundleURL.deletingLastPathComponent()
}
