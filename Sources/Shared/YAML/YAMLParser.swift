internal import CYAML
internal import Shared

/// libyaml's parser over bytes of its own. The corresponding C type is `yaml_parser_t`.
@safe struct YAMLParser: ~Copyable {
  /// What libyaml makes of text that is not YAML; its words hold nothing of the text.
  struct Failure: Error {
    /// Counted from 1.
    let line: Int
    let reason: String
  }

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  /// The parser reads them until it is deleted.
  private let text: UnsafeMutableBufferPointer<UInt8>

  /// - Parameter bytes: UTF-8.
  init(_ bytes: [UInt8]) throws(Failure) {
    do throws(MissingLibrary) {
      try unsafe MissingLibrary.check(
        vigie_open_libyaml(), for: "a file in YAML", in: "libyaml-0-2")
    } catch {
      throw Failure(line: 1, reason: "\(error)")
    }
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    guard unsafe yaml_parser_initialize(parser) == 1 else {
      unsafe parser.deallocate()
      throw Failure(line: 1, reason: "out of memory")
    }
    let text = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = unsafe text.initialize(from: bytes)
    unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe self.parser = parser
    unsafe self.text = text
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe text.deallocate()
  }

  mutating func next() throws(Failure) -> YAMLEvent {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else {
      throw unsafe failure(parser.pointee)
    }
    defer { unsafe yaml_event_delete(&event) }
    return unsafe YAMLEvent(event)
  }

  private func failure(_ parser: borrowing yaml_parser_t) -> Failure {
    let problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "it is not YAML"
    if unsafe parser.error == YAML_READER_ERROR {
      let before = unsafe text.prefix(parser.problem_offset)
      return unsafe Failure(line: before.count { $0 == UInt8(ascii: "\n") } + 1, reason: problem)
    }
    let mark = unsafe parser.problem_mark
    if problem == "found character that cannot start any token" {
      return Failure(line: mark.line + 1, reason: remedy(for: character(at: mark)))
    }
    if problem.contains("tab character") {
      return Failure(line: mark.line + 1, reason: remedy(for: UInt8(ascii: "\t")))
    }
    var reason = problem
    if let context = unsafe parser.context {
      reason += unsafe " (\(String(cString: context))"
      let start = unsafe parser.context_mark.line
      reason += start == mark.line ? ")" : ", from line \(start + 1))"
    }
    return Failure(line: mark.line + 1, reason: reason)
  }

  /// The two slips that are made most; the character itself may be the first of a password.
  private func remedy(for character: UInt8?) -> String {
    character == UInt8(ascii: "\t")
      ? "a tab cannot indent: use spaces"
      : "a value cannot begin with this character: put it in quotes"
  }

  /// What stands at `mark`, whose index counts characters.
  private func character(at mark: yaml_mark_t) -> UInt8? {
    var left = mark.index
    let bytes = unsafe text.span
    for index in bytes.indices where bytes[index] & 0xc0 != 0x80 {
      if left == 0 { return bytes[index] }
      left -= 1
    }
    return nil
  }
}
