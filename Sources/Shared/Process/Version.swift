internal import CLinux

/// What `--version` and `X_exporter_build_info` tell.
package enum Version {
  package static let number = "0.1.0"

  /// The commit that a package was built from; `nil` for a build by hand.
  package static var revision: String? {
    let text = unsafe String(cString: vigie_revision())
    return text.isEmpty ? nil : text
  }
}
