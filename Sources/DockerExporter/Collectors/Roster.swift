import Shared

/// The containers that a scrape tells of: each name once, in order, and not more than a limit.
struct Roster {
  /// By name.
  private(set) var containers: [Container] = []
  /// How many there are beyond the limit.
  private(set) var leftOut = 0

  /// Where one container takes another's place, the engine's events may show both for a moment:
  /// the one that runs counts, then the newer. Past the limit those that are expected stay, then
  /// those that run, then the newer.
  init(_ all: [String: Container], limit: Int, expected: ExpectedContainers) {
    var byName: [String: Container] = [:]
    byName.reserveCapacity(all.count)
    for container in all.values {
      if let other = byName[container.name], !container.takesPrecedence(over: other) { continue }
      byName[container.name] = container
    }
    containers = Array(byName.values)
    if containers.count > limit {
      leftOut = containers.count - limit
      let (first, rest) = containers.split(by: expected.includes)
      containers = first + rest.sorted { $0.takesPrecedence(over: $1) }
      containers.removeLast(leftOut)
    }
    containers.sort { $0.name < $1.name }
  }
}

extension Container {
  /// The id tells apart those of the same moment, so that every scrape chooses alike.
  fileprivate func takesPrecedence(over other: Container) -> Bool {
    if self.isRunning != other.isRunning { return self.isRunning }
    let (created, otherCreated) = (self.createdAt ?? .infinity, other.createdAt ?? .infinity)
    return created != otherCreated ? created > otherCreated : self.id < other.id
  }
}

extension [Container] {
  /// Those for which something holds, and the others.
  fileprivate func split(by holds: (Container) -> Bool) -> (Self, Self) {
    (filter(holds), filter { !holds($0) })
  }
}
