/// A connection string of either form, and lists of them.
enum ConnectionString {
  /// - Parameter followsAnother: Whether the text was cut off at a comma, which may have stood in a
  ///   password: then an error names nothing in it.
  static func parse(
    _ text: String, followsAnother: Bool = false
  ) throws(DataSourceError) -> ConnectionSettings {
    let bytes = Array(text.utf8)[...]
    if let uri = ConnectionURI(bytes.trimmed) { return try uri.settings() }
    guard bytes.allSatisfy(\.isBlank) || KeyValueString.begins(bytes, known: false) else {
      throw DataSourceError(
        "scheme",
        "is missing: a data source begins with postgresql:// or is of the form keyword=value")
    }
    return try KeyValueString.parse(bytes, mayBeSecret: followsAnother)
  }

  /// Cuts a list at its commas, but not at those inside a list of hosts or a password.
  ///
  /// A comma separates only where another data source begins: with a scheme, or with a known
  /// keyword and `=`.
  static func split(_ text: String) -> [String] {
    let bytes = Array(text.utf8)[...]
    var pieces: [String] = []
    var start = bytes.startIndex
    for index in bytes.indices where bytes[index] == UInt8(ascii: ",") {
      if isSeparator(bytes[start..<index], bytes[(index + 1)...]) {
        pieces.append(bytes[start..<index].text)
        start = index + 1
      }
    }
    pieces.append(bytes[start...].text)
    return pieces.filter { !$0.utf8.allSatisfy(\.isBlank) }
  }

  private static func isSeparator(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
    let isURI = ConnectionURI(left.trimmed) != nil
    if !isURI, KeyValueString.isInsideQuotes(left) { return false }
    let next = right.drop { $0.isBlank }
    if ConnectionURI(next) != nil { return true }
    if next.isEmpty { return isURI || left.allSatisfy(\.isBlank) }
    guard KeyValueString.begins(next, known: true) else { return false }
    // Else the comma stands in the password of a URI that goes on.
    guard let uri = ConnectionURI(left.trimmed) else { return true }
    return (try? uri.settings()) != nil
  }

  /// Cuts a list of URIs whose scheme is left out, as `DATA_SOURCE_URI` has them.
  ///
  /// Up to the first slash or question mark commas separate hosts; after it they separate data
  /// sources, if a host with a database follows.
  static func splitWithoutScheme(_ text: String) -> [String] {
    var pieces: [String] = []
    for part in split(text) {
      let bytes = Array(part.utf8)[...].trimmed
      guard ConnectionURI(bytes) == nil else {
        pieces.append(bytes.text)
        continue
      }
      var start = bytes.startIndex
      for index in bytes.indices where bytes[index] == UInt8(ascii: ",") {
        let left = bytes[start..<index]
        let next = bytes[(index + 1)...].prefix { $0 != UInt8(ascii: "/") }
        guard left.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }),
          next.endIndex < bytes.endIndex, !next.trimmed.isEmpty,
          (try? ConnectionURI(afterScheme: left).settings(strictly: true)) != nil,
          (try? ConnectionURI(afterScheme: next.trimmed).settings(strictly: true)) != nil
        else { continue }
        pieces.append(left.trimmed.text)
        start = index + 1
      }
      pieces.append(bytes[start...].trimmed.text)
    }
    return pieces
  }
}
