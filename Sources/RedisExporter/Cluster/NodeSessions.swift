import Shared

/// Sessions with the other nodes of a cluster, to which the server sends us for keys: one with each,
/// opened when a key leads there and kept from scrape to scrape.
///
/// Used by whoever has the server's turn.
final class NodeSessions: Sendable {
  typealias Place = RedisAddress.Place

  /// How many nodes are asked: whoever sends us around must not have us connect to everybody.
  static let limit = 32
  /// The most that one node may keep the others waiting for in a scrape.
  private static let patience = Duration.seconds(1)

  /// The server that sends us to the others.
  let home: Place
  /// Says as whom a node is asked, or throws when it is not to be asked.
  private let login: @Sendable (Place) throws(RedisError) -> Login
  private let state = Monitor(State())

  private struct State {
    var nodes: [Place: Node] = [:]
    /// The nodes that have the slots of keys that were asked for.
    var places: [Int: Place] = [:]
  }

  private struct Node {
    var session: Session?
    var backoff = Backoff()
    var lastError: RedisError?
    /// Whether it was asked since the last ``begin()``.
    var isUsed = true
    /// Whether that was in vain, so that it is not asked again in this scrape.
    var hasFailed = false
  }

  init(of home: Place, login: @escaping @Sendable (Place) throws(RedisError) -> Login) {
    self.home = home
    self.login = login
  }

  /// How many nodes have a session.
  var count: Int { state.read { $0.nodes.values.count { $0.session != nil } } }

  /// Begins a scrape: who was not asked in the last one is let go.
  func begin() {
    let unused = state.adjust { state in
      let unused = state.nodes.filter { !$0.value.isUsed }
      for place in unused.keys { state.nodes[place] = nil }
      for place in state.nodes.keys {
        state.nodes[place]?.isUsed = false
        state.nodes[place]?.hasFailed = false
      }
      return unused
    }
    // Connections are closed outside of the lock.
    withExtendedLifetime(unused) {}
  }

  // MARK: Where keys are

  /// The node that has a key, as far as it was learned; `nil` for the server itself.
  func place(of key: [UInt8]) -> Place? { state.read { $0.places[KeySlot.of(key)] } }

  func learn(_ key: [UInt8], at place: Place?) {
    state.adjust { $0.places[KeySlot.of(key)] = place }
  }

  // MARK: Asking

  /// Asks a node in one pipeline.
  ///
  /// - Parameter others: How many more have to be asked by the deadline: one that hangs leaves each
  ///   of them its share of the time.
  func ask(
    _ place: Place, _ commands: [Command], before others: Int, by deadline: Deadline
  ) throws(RedisError) -> [Reply] {
    var node = try take(place)
    defer { state.adjust { [node] in $0.nodes[place] = node } }
    let share = min(deadline.remaining / (others + 2), Self.patience)
    do throws(RedisError) {
      let replies = try talk(&node, place, commands, by: Deadline(in: share))
      node.backoff.succeeded()
      node.lastError = nil
      return replies
    } catch {
      node.backoff.failed(at: .now)
      node.lastError = error
      node.hasFailed = true
      throw error
    }
  }

  private func take(_ place: Place) throws(RedisError) -> Node {
    let (node, count) = state.adjust { state in
      (state.nodes.removeValue(forKey: place), state.nodes.count)
    }
    guard var node else {
      if count < Self.limit { return Node() }
      throw RedisError(.other, "keys lead to more than \(Self.limit) nodes")
    }
    node.isUsed = true
    if let error = node.lastError, node.hasFailed || !node.backoff.isDue(at: .now) {
      state.adjust { [node] in $0.nodes[place] = node }
      throw error
    }
    return node
  }

  /// A session that was lost since the last scrape is replaced once.
  private func talk(
    _ node: inout Node, _ place: Place, _ commands: [Command], by deadline: Deadline
  ) throws(RedisError) -> [Reply] {
    if let session = node.session.take(), session.isUsable {
      do throws(RedisError) {
        let replies = try session.ask(commands, by: deadline)
        node.session = session
        return replies
      } catch {
        if error.reason == .timeout { throw error }
      }
    }
    let login = try login(place)
    let (session, info) = try login.open(by: deadline)
    guard info.isClusterEnabled else {
      throw RedisError(.other, "\(login.address.label), to which a key leads, is no cluster's node")
    }
    let replies = try session.ask(commands, by: deadline)
    node.session = session
    return replies
  }
}
