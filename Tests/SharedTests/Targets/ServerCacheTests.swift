import TestSupport
import Testing

@testable import Shared

@Suite struct ServerCacheTests {
  private final class Kept: Sendable {
    let number: Int
    let gone: Counter
    init(_ number: Int, _ gone: Counter) {
      self.number = number
      self.gone = gone
    }
    deinit { gone.increment() }
  }

  private let gone = Counter()

  private func number(
    _ target: String, module: String = "", in cache: ServerCache<Kept>, or number: Int
  ) -> Int {
    cache.value(for: .init(target: target, module: module)) { Kept(number, gone) }.number
  }

  @Test func aTargetKeepsItsServerAndAnotherModuleHasItsOwn() {
    let cache = ServerCache<Kept>()
    #expect(number("a", in: cache, or: 1) == 1)
    #expect(number("a", in: cache, or: 2) == 1)
    #expect(number("a", module: "m", in: cache, or: 3) == 3)
    #expect(gone.value == 0)
  }

  @Test func whatIsOutdatedIsGivenToNobodyAnyMore() {
    let cache = ServerCache<Kept>()
    _ = number("a", module: "m", in: cache, or: 1)
    _ = number("a", in: cache, or: 2)
    cache.forget { !$0.module.text.isEmpty }
    #expect(gone.value == 1)
    #expect(number("a", module: "m", in: cache, or: 3) == 3)
    #expect(number("a", in: cache, or: 4) == 2)
  }

  @Test func theLeastRecentlyUsedGivesWay() {
    let cache = ServerCache<Kept>(limit: 2)
    _ = number("a", in: cache, or: 1)
    _ = number("b", in: cache, or: 2)
    _ = number("a", in: cache, or: 3)
    _ = number("c", in: cache, or: 4)
    #expect(gone.value == 1)
    #expect(cache.count == 2)
    #expect(number("a", in: cache, or: 5) == 1)
    #expect(number("b", in: cache, or: 6) == 6)
  }

  @Test func namesThatLookAlikeAreTwoTargets() {
    let cache = ServerCache<Kept>()
    #expect(number("caf\u{e9}", in: cache, or: 1) == 1)
    #expect(number("cafe\u{301}", in: cache, or: 2) == 2)
    #expect(!"\(ServerCache<Kept>.Key(target: "password=hunter2", module: ""))".contains("hunter2"))
  }

  @Test func aServerKeepsAsManyUsersAndDatabasesAsItMayHaveConnections() {
    let cache = ServerCache<Kept>(limitPerEndpoint: 2)
    func number(_ target: String, at endpoint: String, or number: Int) -> Int {
      cache.value(for: .init(target: target, module: "", endpoint: endpoint)) {
        Kept(number, gone)
      }.number
    }
    #expect(number("a", at: "h:1", or: 1) == 1)
    #expect(number("b", at: "h:1", or: 2) == 2)
    #expect(number("x", at: "h:2", or: 3) == 3)
    #expect(number("a", at: "h:1", or: 4) == 1)
    #expect(gone.value == 0)
    #expect(number("c", at: "h:1", or: 5) == 5)
    #expect(gone.value == 1)
    #expect(number("a", at: "h:1", or: 6) == 1)
    #expect(number("x", at: "h:2", or: 7) == 3)
    #expect(number("b", at: "h:1", or: 8) == 8)
  }

  @Test func whatNobodyUsesIsForgottenWithoutAnybodyAsking() {
    let cache = ServerCache<Kept>(patience: .milliseconds(50))
    for round in 1...2 {
      _ = number("a", in: cache, or: round)
      let deadline = Deadline(in: .seconds(20))
      while gone.value < round, !deadline.hasPassed { pauseBriefly() }
      #expect(gone.value == round)
    }
  }

  @Test func aServerThatCannotBeMadeLeavesNothing() {
    let cache = ServerCache<Kept>()
    #expect(throws: Failure.self) {
      try cache.value(for: .init(target: "a", module: "")) { throw Failure(description: "no") }
    }
    #expect(cache.count == 0)
  }
}
