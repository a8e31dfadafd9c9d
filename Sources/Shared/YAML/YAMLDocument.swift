internal import Shared

/// A configuration file in YAML 1.1, as the users of the Go exporters write it.
package struct YAMLDocument: Sendable {
  /// An empty mapping where the file says nothing.
  package let root: YAMLValue

  /// - Parameter name: What stands for the file in errors.
  package init(
    _ text: String, name: String, limits: YAMLLimits = YAMLLimits()
  ) throws(YAMLError) {
    try self.init(Array(text.utf8), name: name, limits: limits)
  }

  /// - Parameter name: What stands for the file in errors.
  package init(
    _ bytes: [UInt8], name: String, limits: YAMLLimits = YAMLLimits()
  ) throws(YAMLError) {
    guard bytes.count <= limits.fileSize else { throw .tooLarge(name, limits) }
    if let (offset, reason) = Self.firstBadByte(in: bytes) {
      let line = bytes[..<offset].count { $0 == UInt8(ascii: "\n") } + 1
      throw YAMLError(file: name, line: line, path: YAMLPath(), reason: reason)
    }
    var composer = try YAMLComposer(bytes, file: name, limits: limits)
    var root = try composer.document()
    if let empty = root, empty.isNull { root = nil }
    self.root = YAMLValue(root ?? YAMLNode(.mapping([]), line: 1, column: 1), file: name)
  }

  /// libyaml would name neither the line nor the remedy.
  private static func firstBadByte(in bytes: [UInt8]) -> (offset: Int, reason: String)? {
    let control = bytes.firstIndex { ($0 < 0x20 && ![9, 10, 13].contains($0)) || $0 == 0x7f }
    let text = bytes[..<(control ?? bytes.count)]
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: text.span)
    } catch {
      return (error.byteOffsets.lowerBound, "the text is not UTF-8")
    }
    guard let control else { return nil }
    let name = bytes[control] == 0 ? "a NUL character" : "a control character"
    return (control, "\(name): this is no text file, or it was damaged")
  }
}

extension YAMLError {
  static func tooLarge(_ file: String, _ limits: YAMLLimits) -> YAMLError {
    YAMLError(
      file: file, line: nil, path: YAMLPath(),
      reason: "files of more than \(limits.fileSize) bytes are not read")
  }
}
