/// Which collectors a request asks for: `?collect[]=NAME` only those, `?exclude[]=NAME` all but
/// those.
package enum CollectorSelection: Hashable, Sendable {
  case all
  case only([String])
  case except([String])

  /// Reads the parameters of a request; two requests for the same set are equal.
  package init(collect: [String], exclude: [String]) throws(SelectionError) {
    guard collect.isEmpty || exclude.isEmpty else { throw .both }
    if !collect.isEmpty {
      self = .only(Array(Set(collect)).sorted())
    } else if !exclude.isEmpty {
      self = .except(Array(Set(exclude)).sorted())
    } else {
      self = .all
    }
  }

  /// The names that were given.
  package var names: [String] {
    switch self {
    case .all: []
    case .only(let names), .except(let names): names
    }
  }

  package func includes(_ name: String) -> Bool {
    switch self {
    case .all: true
    case .only(let names): names.contains(name)
    case .except(let names): !names.contains(name)
    }
  }

  /// Throws when a name is that of no collector, or of one that is off.
  package func check(_ names: [String], disabled: Set<String>) throws(SelectionError) {
    for name in self.names where !names.contains(name) {
      throw disabled.contains(name) ? .off(name) : .unknown(name)
    }
  }
}

/// A selection that cannot be answered.
package enum SelectionError: Error, Equatable, CustomStringConvertible {
  case both
  case unknown(String)
  case off(String)

  package var description: String {
    switch self {
    case .both: "collect[] and exclude[] cannot be combined; use one of them"
    case .unknown(let name): "there is no collector '\(name)'; --help lists them"
    case .off(let name): "the collector '\(name)' is off; start with --collector.\(name)"
    }
  }
}
