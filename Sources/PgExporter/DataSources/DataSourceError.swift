/// A data source that cannot be used: which one, which part of it, why, and what to do about it.
///
/// Never quotes the text at which it fails, since that may be a piece of the password.
struct DataSourceError: Error, Equatable, CustomStringConvertible {
  /// Where the data source comes from, such as `DATA_SOURCE_NAME` or `target`.
  var origin = ""
  /// Counted from 1, where there are several.
  var number: Int?
  /// A keyword of libpq, or `host`, `option 3`, …
  let part: String
  let reason: String

  init(_ part: String, _ reason: String) {
    self.part = part
    self.reason = reason
  }

  var description: String {
    var place = origin
    if let number { place += ", data source \(number)" }
    return place.isEmpty ? "\(part): \(reason)" : "\(place): \(part): \(reason)"
  }

  /// The same error, of a data source from here.
  func from(_ origin: String, number: Int? = nil) -> DataSourceError {
    var error = self
    error.origin = origin
    error.number = number
    return error
  }
}
