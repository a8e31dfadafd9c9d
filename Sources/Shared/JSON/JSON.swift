/// A value of a JSON text (RFC 8259).
package indirect enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  /// Of a name that comes twice the last one counts.
  case object([String: JSON])

  /// The member of an object, if this is one and has it.
  package subscript(name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members[name]
  }

  package var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  package var number: Double? {
    guard case .number(let value) = self else { return nil }
    return value
  }

  package var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  package var array: [JSON]? {
    guard case .array(let values) = self else { return nil }
    return values
  }

  package var object: [String: JSON]? {
    guard case .object(let members) = self else { return nil }
    return members
  }
}

/// Why a text is not JSON. It holds nothing of the text, which may hold secrets.
package struct JSONError: Error, Equatable, CustomStringConvertible {
  package let reason: String
  /// The byte at which it stops making sense.
  package let offset: Int

  package var description: String { "not JSON: \(reason) (at byte \(offset))" }
}
