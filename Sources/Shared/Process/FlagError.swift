/// A flag whose value cannot be used; it is reported when the program starts.
package struct FlagError: Error, Equatable, CustomStringConvertible {
  /// Without the leading dashes.
  package let flag: String
  package let reason: String

  package init(flag: String, reason: String) {
    self.flag = flag
    self.reason = reason
  }

  package var description: String { "--\(flag): \(reason)" }
}
