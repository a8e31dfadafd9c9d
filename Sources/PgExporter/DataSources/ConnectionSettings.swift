internal import Shared

/// Connection settings under libpq's keywords, in the order in which they were given.
///
/// Any of them may be a secret, so that none is ever printed.
struct ConnectionSettings: Sendable, Equatable {
  struct Setting: Sendable, Equatable {
    let keyword: String
    var value: Secret
  }

  private(set) var all: [Setting] = []

  /// A value; empty when it was given as such, which stands for libpq's own default.
  subscript(keyword: String) -> String? {
    get { all.first { $0.keyword == keyword }?.value.revealed }
    set {
      let index = all.firstIndex { $0.keyword == keyword }
      switch (index, newValue) {
      case (let index?, let value?): all[index].value = Secret(value)
      case (let index?, nil): all.remove(at: index)
      case (nil, let value?): all.append(Setting(keyword: keyword, value: Secret(value)))
      case (nil, nil): break
      }
    }
  }

  /// A value that says something.
  func nonEmpty(_ keyword: String) -> String? {
    guard let value = self[keyword], !value.isEmpty else { return nil }
    return value
  }

  /// Adds what is not set yet.
  mutating func fill(from other: ConnectionSettings) {
    for setting in other.all where self[setting.keyword] == nil { all.append(setting) }
  }
}
