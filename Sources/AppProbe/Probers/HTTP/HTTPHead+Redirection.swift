extension HTTPHead {
  /// What an answer says is to be asked instead.
  struct Redirection {
    let location: String
    /// Whether the method and the body stay as they are; otherwise it is a GET without one.
    let keepsMethod: Bool
  }

  /// `nil` for an answer that is meant as one.
  var redirection: Redirection? {
    switch status {
    case 301, 302, 303, 307, 308:
      guard let location = header("Location"), !location.isEmpty else { return nil }
      return Redirection(location: location, keepsMethod: status >= 307)
    default: return nil
    }
  }
}
