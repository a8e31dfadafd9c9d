import Logging
import Shared
import YAML

/// What the file of `--config.file` says: the modules that requests name, and the plan of what is probed
/// without being asked.
struct ProbeConfiguration: Sendable {
  /// As the file is called, for errors.
  let file: String
  /// Whether nobody has written a file.
  private(set) var isBuiltIn = false
  let modules: [ExactName: Module]
  let plan: ProbePlan
  /// What the plan was read from, for people.
  private let planSettings: [Setting.Entry]
  /// What is to be said of a file that can be used, each with its place.
  let warnings: [String]

  init(
    file: String, modules: [ExactName: Module], plan: ProbePlan = ProbePlan(),
    warnings: [String] = [], planSettings: [Setting.Entry] = []
  ) {
    self.file = file
    self.modules = modules
    self.plan = plan
    self.warnings = warnings
    self.planSettings = planSettings
  }

  init(file: String) throws {
    try self.init(try YAMLDocument(file: file), file: file)
  }

  init(_ document: YAMLDocument, file: String) throws {
    let folder = ConfigurationFolder(of: file)
    var warnings: [String] = []
    var modules: [ExactName: Module] = [:]
    let plan = try document.root.mapping { root in
      for (name, value) in try root.entries("modules") {
        let notes = ModuleNotes()
        modules[ExactName(name)] = try Module(name, value, folder, notes)
        warnings += notes.warnings
      }
      return try ProbePlan(root, modules: modules)
    }
    let others = try document.root.entries().filter { $0.name != "modules" }
    self.init(
      file: file, modules: modules, plan: plan, warnings: warnings,
      planSettings: others.map {
        Setting.Entry(key: $0.name, value: Setting(showing: $0.value.node))
      })
  }

  /// What there is where the default file does not exist.
  static func builtIn(file: String) throws -> ProbeConfiguration {
    var configuration = try ProbeConfiguration(
      YAMLDocument(BuiltInModules.text, name: "the built-in modules"), file: file)
    configuration.isBuiltIn = true
    return configuration
  }

  /// Where it comes from, for people.
  var origin: String { isBuiltIn ? "the built-in modules" : file }

  /// In the order of their names.
  var sortedModules: [Module] { modules.values.sorted { $0.name < $1.name } }

  /// The modules with all their options, and what the file says besides; secrets hidden.
  var yaml: String {
    let modules = sortedModules.map { Setting.Entry(key: $0.name, value: $0.settings) }
    return Setting.mapping(
      [Setting.Entry(key: "modules", value: .mapping(modules))] + planSettings
    ).yaml
  }

  func warn(_ log: Logger) {
    for warning in warnings { log.warning("\(warning)") }
  }
}
