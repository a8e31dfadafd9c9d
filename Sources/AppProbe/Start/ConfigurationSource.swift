import Glibc
import Logging
import Shared
import YAML

/// Where the configuration comes from: a file, or what is built in where nobody has written one.
struct ConfigurationSource: Sendable {
  let file: String
  /// Whether there must be a file.
  private let isGiven: Bool

  init(_ options: ProbeOptions) {
    file = options.givenFile ?? ProbeOptions.defaultFile
    isGiven = options.givenFile != nil
  }

  /// Reads it once.
  func load() throws -> ProbeConfiguration {
    // Only where there is none: a file that may not be read is no reason to run on other modules.
    if !isGiven, unsafe access(file, F_OK) != 0, errno == ENOENT {
      return try ProbeConfiguration.builtIn(file: file)
    }
    return try ProbeConfiguration(file: file)
  }

  /// Reads it, and again whenever that is asked for.
  func configuration(_ log: Logger) throws -> Configuration<ProbeConfiguration> {
    try Configuration(file: file, flag: ProbeOptions.fileFlag, log: log) { _ in
      let configuration = try load()
      configuration.warn(log)
      return configuration
    }
  }

  /// Another text whenever the file's content is another.
  var fingerprint: String {
    do {
      return SHA256.hex(try YAMLDocument.bytes(of: file))
    } catch {
      return "\(error)"
    }
  }
}
