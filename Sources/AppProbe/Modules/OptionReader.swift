import Shared
import YAML

/// Reads the options of a module, and remembers what each came to: its value or its default.
///
/// So every option is named once, where it is read, and `/config` cannot disagree with what is done.
/// Text that is empty is an option that is not set, as the Go exporters have it.
final class OptionReader {
  private let mapping: YAMLMapping?
  /// What an error is about where there is no mapping.
  private let owner: YAMLValue
  let folder: ConfigurationFolder
  let notes: ModuleNotes
  private(set) var settings: [Setting.Entry] = []

  /// - Parameter mapping: `nil` where the file has none, so that all options have their defaults.
  init(
    _ mapping: YAMLMapping?, in owner: YAMLValue, _ folder: ConfigurationFolder,
    _ notes: ModuleNotes
  ) {
    self.mapping = mapping
    self.owner = owner
    self.folder = folder
    self.notes = notes
  }

  /// Another reader of the same options, which are neither shown nor told of.
  var aside: OptionReader { OptionReader(mapping, in: owner, folder, ModuleNotes()) }

  /// The value of a key, for what no function here reads.
  func value(_ key: String) -> YAMLValue? { mapping?.optional(key) }

  /// The value of a key that must have one.
  func required(_ key: String) throws -> YAMLValue {
    guard let mapping else { throw owner.error("'\(key)' is missing") }
    return try mapping.required(key)
  }

  func show(_ key: String, _ setting: Setting?) {
    if let setting { settings.append(Setting.Entry(key: key, value: setting)) }
  }

  func isGiven(_ key: String) -> Bool { value(key) != nil }

  /// An error at a key's value.
  func error(_ key: String, _ reason: String) -> any Error {
    value(key)?.error(reason) ?? mapping?.error(reason) ?? owner.error(reason)
  }

  /// Refuses a file in which both are given.
  func exclude(_ key: String, _ other: String) throws {
    guard isGiven(key), isGiven(other) else { return }
    throw error(other, "there is '\(key)' too; leave one of them out")
  }

  /// Says that an option will not do what is expected.
  func warn(_ key: String, _ reason: String) { notes.warnings.append("\(error(key, reason))") }
}

/// What is to be said of a module that can be loaded.
final class ModuleNotes {
  var warnings: [String] = []
  /// What the module needs and this program does not have.
  var missing: String?
}

// MARK: - Sections

extension OptionReader {
  /// Reads a mapping that may be absent; its options then have their defaults.
  func section<Result>(
    _ key: String, _ read: (OptionReader) throws -> Result
  ) throws -> Result {
    if let result = try optionalSection(key, read) { return result }
    let reader = OptionReader(nil, in: owner, folder, notes)
    let result = try read(reader)
    show(key, reader.settings.isEmpty ? nil : .mapping(reader.settings))
    return result
  }

  /// Reads a mapping if it is there.
  func optionalSection<Result>(
    _ key: String, _ read: (OptionReader) throws -> Result
  ) throws -> Result? {
    guard let value = value(key) else { return nil }
    let (result, settings) = try self.read(value, read)
    show(key, .mapping(settings))
    return result
  }

  /// Reads a list of mappings.
  func sections<Result>(
    _ key: String, _ read: (OptionReader) throws -> Result
  ) throws -> [Result] {
    var results: [Result] = []
    var shown: [Setting] = []
    for value in try value(key)?.sequence() ?? [] {
      let (result, settings) = try self.read(value, read)
      results.append(result)
      shown.append(.mapping(settings))
    }
    show(key, shown.isEmpty ? nil : .list(shown))
    return results
  }

  private func read<Result>(
    _ value: YAMLValue, _ read: (OptionReader) throws -> Result
  ) throws -> (Result, [Setting.Entry]) {
    try value.mapping { mapping in
      let reader = OptionReader(mapping, in: value, folder, notes)
      return (try read(reader), reader.settings)
    }
  }
}
