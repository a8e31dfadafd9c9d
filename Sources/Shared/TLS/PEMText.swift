package import Shared

/// Certificates or a key in PEM format, and where they stand.
package enum PEMText: Sendable, Equatable {
  case file(String)
  case text(Secret)

  /// The file to look at for changes.
  package var path: String? {
    if case .file(let path) = self { path } else { nil }
  }
}
