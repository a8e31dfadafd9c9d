import Shared

@testable import NodeExporter

/// A kernel that answers over netlink what a test wants.
struct RecordedNetlink: NetlinkTables {
  /// By the request's message type, and its first byte where several are told apart by that, as the
  /// commands of generic families are.
  let answers: [UInt16: [UInt8: [[UInt8]]]]
  /// The type of the answers' messages.
  let type: UInt16

  func dump<Result>(
    type: UInt16, body: [UInt8], into initial: Result,
    _ each: (inout Result, UInt16, Span<UInt8>) throws -> Void
  ) throws -> Result {
    var result = initial
    let answers = answers[type] ?? [:]
    for payload in answers[body[0]] ?? [] { try each(&result, self.type, payload.span) }
    return result
  }
}

/// A message: its fixed part, and attributes.
func message(_ fixed: [UInt8], _ attributes: [(type: Int, value: [UInt8])]) -> [UInt8] {
  var message = fixed
  for attribute in attributes { message.append(attribute: attribute.type, attribute.value) }
  return message
}

/// A text as an attribute has it.
func zeroed(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }
