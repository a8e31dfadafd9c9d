import Shared
import Synchronization

/// A variable that has another value from one run to the next, for each target by itself.
///
/// A voter who chooses what they chose before changes no count, so the probe must remember its last
/// choice. What is remembered is lost at a restart, and wrong when a vote was lost on its way: it is
/// uncertain then, and the run may have to vote once more.
final class Alternation: Sendable {
  let name: String
  let values: [String]
  private let targets = Mutex<[ExactName: Memory]>([:])
  private let capacity: Int

  private struct Memory {
    var next = 0
    var isCertain = false
    var isTaken = false
  }

  /// - Parameters:
  ///   - values: Two at least.
  ///   - capacity: Targets that are remembered.
  init(name: String, values: [String], capacity: Int = 1000) {
    self.name = name
    self.values = values
    self.capacity = capacity
  }

  /// Begins a run; two runs at once would undo each other's votes.
  ///
  /// - Returns: `nil` while another one is under way.
  func begin(_ target: String) -> Run? {
    let key = ExactName(target)
    return targets.withLock { targets in
      var memory = targets[key] ?? Memory()
      guard !memory.isTaken else { return nil }
      if targets[key] == nil, targets.count >= capacity,
        let forgotten = targets.first(where: { !$0.value.isTaken })
      {
        targets[forgotten.key] = nil
      }
      memory.isTaken = true
      targets[key] = memory
      return Run(
        of: self, key, value: memory.next, isCertain: memory.isCertain)
    }
  }

  /// One run's part of it, which has to be ended.
  struct Run {
    private let alternation: Alternation
    private let target: ExactName
    private var index: Int
    /// Whether the value is known to be another one than the last that had an effect.
    private(set) var isCertain: Bool

    fileprivate init(
      of alternation: Alternation, _ target: ExactName, value index: Int, isCertain: Bool
    ) {
      self.alternation = alternation
      self.target = target
      self.index = index
      self.isCertain = isCertain
    }

    var value: String { alternation.values[index] }

    /// The value is about to be used, and what becomes of it is not known yet.
    mutating func use() { isCertain = false }

    /// The value was taken: the next time is another one's turn.
    mutating func advance() { index = (index + 1) % alternation.values.count }

    /// The value had its effect.
    mutating func confirm() { isCertain = true }

    func end() {
      alternation.targets.withLock {
        $0[target] = Memory(next: index, isCertain: isCertain)
      }
    }
  }
}
