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

// MARK: - Values

extension OptionReader {
  func bool(_ key: String, default value: Bool = false) throws -> Bool {
    let value = try self.value(key)?.bool() ?? value
    show(key, .word("\(value)"))
    return value
  }

  func int(_ key: String, in range: ClosedRange<Int>, default value: Int) throws -> Int {
    let value = try self.value(key)?.int(in: range) ?? value
    show(key, .word("\(value)"))
    return value
  }

  func ints(_ key: String, in range: ClosedRange<Int>) throws -> [Int] {
    let values = try value(key)?.sequence().map { try $0.int(in: range) } ?? []
    show(key, values.isEmpty ? nil : .list(values.map { .word("\($0)") }))
    return values
  }

  func text(_ key: String, default text: String = "") throws -> String {
    try optionalText(key, default: text) ?? ""
  }

  func optionalText(_ key: String, default standard: String? = nil) throws -> String? {
    let given = try value(key)?.string() ?? ""
    let text = given.isEmpty ? standard : given
    show(key, text.flatMap { $0.isEmpty ? nil : .text($0) })
    return text
  }

  func texts(_ key: String) throws -> [String] {
    let texts = try value(key)?.strings() ?? []
    show(key, texts.isEmpty ? nil : .list(texts.map(Setting.text)))
    return texts
  }

  /// Text that `read` makes something of; its errors name the place.
  func optional<Result>(_ key: String, _ read: (String) throws -> Result) throws -> Result? {
    guard try optionalText(key) != nil else { return nil }
    return try value(key)?.string(read)
  }

  func optionalChoice<Choice>(_ key: String) throws -> Choice?
  where Choice: CaseIterable & RawRepresentable<String> {
    guard let value = value(key), try !value.string().isEmpty else { return nil }
    let choice: Choice = try value.choice()
    show(key, .text(choice.rawValue))
    return choice
  }

  func choice<Choice>(_ key: String, default standard: Choice) throws -> Choice
  where Choice: CaseIterable & RawRepresentable<String> {
    if let choice: Choice = try optionalChoice(key) { return choice }
    show(key, .text(standard.rawValue))
    return standard
  }

  func duration(_ key: String) throws -> Duration? {
    guard let value = value(key) else { return nil }
    let duration = try value.duration()
    show(key, .word(try value.string()))
    return duration == .zero ? nil : duration
  }

  /// The path of a file, which need not exist yet.
  func file(_ key: String) throws -> String? {
    try optionalText(key).map(folder.path(of:))
  }

  func patterns(_ key: String) throws -> [Pattern] {
    let patterns = try value(key)?.sequence().map { try $0.string { try Pattern($0) } } ?? []
    show(key, patterns.isEmpty ? nil : .list(patterns.map { .text($0.text) }))
    return patterns
  }

  /// A secret that is in the file itself or in one of its own.
  ///
  /// - Parameter isShown: Whether it is a name and no secret.
  func credential(_ key: String, isShown: Bool = false) throws -> Credential? {
    try exclude(key, "\(key)_file")
    if let file = try file("\(key)_file") { return .file(file) }
    guard let secret = try value(key)?.secret(), !secret.revealed.isEmpty else { return nil }
    show(key, isShown ? .text(secret.revealed) : .secret)
    return .text(secret)
  }
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
