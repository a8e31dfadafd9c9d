/// A password or token: it can be used where it is needed, and is never printed.
package struct Secret: Sendable, Equatable {
  /// The secret itself, for the call that needs it.
  package let revealed: String

  package init(_ text: String) {
    revealed = text
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "<secret>" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}
