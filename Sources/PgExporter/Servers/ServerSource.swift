import Shared

/// Where a server is and how to log in.
struct ServerSource: Sendable {
  /// `host:port`, the value of the label `server`.
  var label: String
  /// libpq's keywords and values.
  let parameters: [(keyword: String, value: Secret)]
  /// Takes the secrets out of a message.
  var redact: @Sendable (String) -> String = { $0 }
  /// How long connecting may take, beside the deadline.
  var connectLimit: Duration?

  init(
    label: String, parameters: [(keyword: String, value: Secret)],
    redact: @escaping @Sendable (String) -> String = { $0 }
  ) {
    self.label = label
    self.parameters = parameters
    self.redact = redact
  }

  subscript(keyword: String) -> String? {
    parameters.last { $0.keyword == keyword }?.value.revealed
  }

  func with(database: String) -> [(keyword: String, value: Secret)] {
    parameters.filter { $0.keyword != "dbname" } + [("dbname", Secret(database))]
  }

  /// The sources under labels of their own: two databases of one server are told apart by name.
  static func distinct(_ sources: [ServerSource]) throws(SourceClash) -> [ServerSource] {
    var labelled = sources
    for (index, source) in sources.enumerated()
    where sources.count(where: { $0.label == source.label }) > 1 {
      labelled[index].label += "/\(source["dbname"] ?? source["user"] ?? "")"
    }
    var seen: [String: Int] = [:]
    for (index, source) in labelled.enumerated() {
      if let other = seen.updateValue(index, forKey: source.label) {
        throw SourceClash(first: other + 1, second: index + 1, label: source.label)
      }
    }
    return labelled
  }
}

/// Two data sources whose series nobody could tell apart.
struct SourceClash: Error, Equatable, CustomStringConvertible {
  /// Their places among the data sources, from 1.
  let first: Int
  let second: Int
  let label: String

  var description: String {
    "data sources \(first) and \(second) are both '\(label)'; leave one of them out"
  }
}
