import Shared
import Synchronization

/// The indexes of the module for search, from `FT._LIST` and `FT.INFO`.
///
/// The list is needed to ask for each, and all commands of a scrape go out together: the indexes
/// asked for are those that the scrape before listed. It therefore belongs to one server.
struct SearchIndexesCollector: RedisCollector {
  let name = "search_indexes"
  /// Indexes whose name it does not match are left out.
  private let pattern: Pattern?
  private let listed = Listed()

  private final class Listed: Sendable {
    let names = Mutex<[String]>([])
  }

  init(pattern: Pattern? = nil) { self.pattern = pattern }

  private static let mostIndexes = 400

  func commands(for server: ServerInfo) -> [Command] {
    let names = listed.names.withLock { $0 }
    return [Command("FT._LIST")]
      + names.prefix(Self.mostIndexes).map { Command("FT.INFO", $0, name: "FT.INFO") }
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    guard answers.count > 0 else { return }
    let names = try answers.reply().elements.compactMap(\.text)
      .filter { pattern?.matches($0) ?? true }
    listed.names.withLock { $0 = names }
    var failure: (any Error)?
    var indexes: [SearchIndex] = []
    for place in 1..<max(answers.count, 1) {
      do {
        if let index = SearchIndex(try answers.reply(place)) { indexes.append(index) }
      } catch let error as RedisError where error.isUnknownIndex {
        // It was dropped since it was listed.
      } catch { failure = failure ?? error }
    }
    SearchIndex.write(indexes, into: &metrics)
    if let failure { throw Partial(failure) }
    if names.count > Self.mostIndexes {
      throw Partial(RedisError(.other, "\(names.count) indexes are more than \(Self.mostIndexes)"))
    }
  }
}

extension RedisError {
  fileprivate var isUnknownIndex: Bool {
    let words = description.lowercased()
    return words.contains("unknown index") || words.contains("no such index")
  }
}
