internal import Foundation
package import Shared

/// A folder of files that a test writes and that goes away with it.
package final class TemporaryFolder: Sendable {
  package let path: String

  /// - Parameter files: Contents by relative path; the folders on the way are made.
  package init(_ files: [String: String] = [:]) throws {
    path = "/tmp/vigie-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    for (name, text) in files { try write(text, to: name) }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file, over the one that is there.
  package func write(_ text: String, to name: String) throws {
    try write(Array(text.utf8), to: name)
  }

  package func write(_ bytes: [UInt8], to name: String) throws {
    let file = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  /// Makes a symbolic link.
  package func link(_ name: String, to target: String) throws {
    let link = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: link.path, withDestinationPath: target)
  }

  package func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(path)/\(name)")
  }

  /// The folder as a tree of kernel files.
  package var tree: FileTree { FileTree(root: path) }
}
