import Glibc

/// Where relative paths of a configuration file begin: in the file's own folder.
///
/// blackbox_exporter has them begin in the working directory; a file that is only there is found too.
struct ConfigurationFolder: Sendable {
  private let path: String

  /// - Parameter file: The configuration file's path.
  init(of file: String) {
    let parts = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    path = parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  func path(of file: String) -> String {
    guard !file.hasPrefix("/") else { return file }
    let own = "\(path)/\(file)"
    guard unsafe access(own, F_OK) != 0, unsafe access(file, F_OK) == 0 else { return own }
    return file
  }
}
