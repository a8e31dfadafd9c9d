/// What a configuration file may grow to: far more than anybody writes, and little enough to be
/// read in a moment.
package struct YAMLLimits: Sendable {
  /// Bytes.
  package var fileSize = 16 << 20
  /// Values and keys, those that aliases stand for counted each time: ten lines of aliases can
  /// stand for a billion values.
  package var nodes = 500_000
  /// Lists and mappings in each other.
  package var depth = 64

  package init() {}
}
