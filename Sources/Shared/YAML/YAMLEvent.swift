internal import CYAML

/// One step of libyaml's through a document.
struct YAMLEvent {
  enum Kind {
    case documentStart
    case alias(anchor: String)
    case scalar(String, isQuoted: Bool, anchor: String?, tag: String?)
    case sequenceStart(anchor: String?, tag: String?)
    case mappingStart(anchor: String?, tag: String?)
    /// The end of a list or a mapping.
    case collectionEnd
    case streamEnd
    /// The start of the stream, the end of a document.
    case other
  }

  let kind: Kind
  /// Counted from 1.
  let line: Int
  let column: Int

  init(_ event: borrowing yaml_event_t) {
    line = unsafe event.start_mark.line + 1
    column = unsafe event.start_mark.column + 1
    let data = unsafe event.data
    switch unsafe event.type {
    case YAML_DOCUMENT_START_EVENT: kind = .documentStart
    case YAML_ALIAS_EVENT:
      kind = unsafe .alias(anchor: Self.text(data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = unsafe data.scalar
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      kind = unsafe .scalar(
        String(decoding: bytes, as: UTF8.self),
        isQuoted: scalar.style != YAML_PLAIN_SCALAR_STYLE,
        anchor: Self.text(scalar.anchor), tag: Self.text(scalar.tag))
    case YAML_SEQUENCE_START_EVENT:
      let sequence = unsafe data.sequence_start
      kind = unsafe .sequenceStart(
        anchor: Self.text(sequence.anchor), tag: Self.text(sequence.tag))
    case YAML_MAPPING_START_EVENT:
      let mapping = unsafe data.mapping_start
      kind = unsafe .mappingStart(anchor: Self.text(mapping.anchor), tag: Self.text(mapping.tag))
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: kind = .collectionEnd
    case YAML_STREAM_END_EVENT: kind = .streamEnd
    default: kind = .other
    }
  }

  private static func text(_ bytes: UnsafeMutablePointer<UInt8>?) -> String? {
    guard let bytes = unsafe bytes else { return nil }
    return unsafe String(cString: bytes)
  }
}
