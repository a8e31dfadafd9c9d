import Logging
import Shared
import YAML

/// What the file of `--config.file` says: whom `/probe` may log in as, and where.
///
///     auth_modules:
///       fleet:
///         type: userpass
///         userpass:
///           username: vigie
///           password_file: fleet.password
///         options:
///           sslmode: verify-full
///         targets: ["*.db.example.com", "10.0.0.7:6432"]
struct ProbeConfiguration: Sendable {
  /// As the file is called, for errors.
  let file: String
  let modules: [ExactName: AuthModule]
  /// Another number for each reading of the file: what was made with one is not used with another.
  private(set) var generation: UInt64 = 0

  /// What there is without a file.
  init(withoutFile file: String) {
    self.file = file
    modules = [:]
  }

  init(file: String, generation: UInt64 = 0, libpqVersion: Int = .max) throws {
    try self.init(
      try YAMLDocument(file: file), file: file, generation: generation, libpqVersion: libpqVersion)
  }

  init(
    _ document: YAMLDocument, file: String, generation: UInt64 = 0, libpqVersion: Int = .max
  ) throws {
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    self.file = file
    self.generation = generation
    modules = try document.root.mapping { root in
      var modules: [ExactName: AuthModule] = [:]
      for (name, value) in try root.entries("auth_modules") {
        modules[ExactName(name)] = try AuthModule(
          name, value, folder: folder.isEmpty && !file.hasPrefix("/") ? "." : folder,
          libpqVersion: libpqVersion)
      }
      return modules
    }
  }

  /// Tells of modules that nobody can use, or that anybody can.
  func warn(_ log: Logger) {
    for module in modules.values.sorted(by: { $0.name < $1.name }) {
      if module.targets.isEmpty {
        log.warning(
          "auth_module without targets: its credentials are given to no server",
          metadata: [
            "auth_module": "\(module.name)", "remedy": "\(Self.remedy)", "file": "\(file)",
          ])
      } else if module.targets.contains(where: \.isEverywhere) {
        log.warning(
          """
          auth_module for any target: whoever reaches /probe can have its credentials sent to a \
          server of theirs
          """,
          metadata: ["auth_module": "\(module.name)", "file": "\(file)"])
      }
    }
  }

  /// What a module needs.
  static let remedy =
    #"list the servers in the module, such as targets: ["db1.example.com:5432"]"#
}
