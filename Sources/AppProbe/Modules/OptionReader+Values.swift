import Shared
import YAML

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
