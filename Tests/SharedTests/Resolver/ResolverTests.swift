import Foundation
import Shared
import Synchronization
import TestSupport
import Testing

@Suite struct ResolverTests {
  @Test(arguments: [
    "127.0.0.1", "::1", "2001:db8::7", "fe80::1%eth0",
  ])
  func anAddressNeedsNobodyToAsk(address: String) throws {
    let asked = Counter()
    let resolver = Resolver { _ in
      asked.increment()
      return .failed("asked")
    }
    #expect(try resolver.addresses(of: address, by: Deadline(in: .zero)) == [address])
    #expect(asked.value == 0)
  }

  @Test(arguments: ["db1", "127.1", "1.2.3.4.example.org", "", "::g"])
  func anythingElseIsAName(name: String) {
    #expect(!Resolver.isAddress(name))
  }

  @Test func theSystemKnowsItsOwnName() throws {
    let resolver = Resolver()
    let addresses = try resolver.addresses(of: "localhost", by: Deadline(in: .seconds(20)))
    #expect(addresses.contains("127.0.0.1") || addresses.contains("::1"))
    #expect(addresses.allSatisfy(Resolver.isAddress))
    #expect(Set(addresses).count == addresses.count)
  }

  @Test func theOrderOfTheAddressesIsKept() throws {
    let resolver = Resolver { _ in .found(["::2", "192.0.2.1", "::1"]) }
    #expect(
      try resolver.addresses(of: "db", by: Deadline(in: .seconds(20)))
        == ["::2", "192.0.2.1", "::1"])
  }

  @Test func anErrorNamesTheHostAndTheReason() {
    let resolver = Resolver { _ in .failed("Name or service not known") }
    let result = resolver.addresses(of: ["10.0.0.1", "db1"], by: Deadline(in: .seconds(20)))
    #expect(result.map { "\($0.map(\.description))" }[0].contains("10.0.0.1"))
    #expect(throws: ResolverError.self) { try result[1].get() }
    do {
      _ = try result[1].get()
    } catch {
      #expect("\(error)" == "db1: Name or service not known")
    }
  }

  @Test func aNameThatNobodyAnswersForCostsTheOthersNothing() throws {
    let gate = Gate()
    defer { gate.open() }
    let resolver = Resolver(patience: .milliseconds(20)) { name in
      if name == "dead" { gate.pass() }
      return .found(["192.0.2.9"])
    }
    let start = ContinuousClock.now
    let results = resolver.addresses(of: ["dead", "well"], by: Deadline(in: .milliseconds(300)))
    #expect(start.duration(to: .now) < .seconds(10))
    #expect(try results[1].get() == ["192.0.2.9"])
    do {
      _ = try results[0].get()
      Issue.record("a name without an answer has an address")
    } catch {
      #expect("\(error)" == "dead: the name servers do not answer")
    }
  }

  @Test func moreNamesThanPlacesWaitForTheirTurn() throws {
    let resolver = Resolver(patience: .milliseconds(50)) { _ in
      usleep(100_000)
      return .found(["192.0.2.9"])
    }
    let found = Counter()
    let group = DispatchGroup()
    for index in 0..<38 {
      group.enter()
      Foundation.Thread.detachNewThread {
        if (try? resolver.addresses(of: "db\(index)", by: Deadline(in: .seconds(60)))) != nil {
          found.increment()
        }
        group.leave()
      }
    }
    #expect(group.wait(timeout: .now() + 120) == .success)
    #expect(found.value == 38)
  }

  @Test func aNameThatHangsIsAskedForOnceAndNobodyWaitsForItAgain() {
    let gate = Gate()
    defer { gate.open() }
    let asked = Counter()
    let resolver = Resolver(patience: .milliseconds(20)) { _ in
      asked.increment()
      gate.pass()
      return .found(["192.0.2.9"])
    }
    _ = resolver.addresses(of: ["dead"], by: Deadline(in: .milliseconds(200)))
    let start = ContinuousClock.now
    for _ in 0..<50 {
      let results = resolver.addresses(of: ["dead"], by: Deadline(in: .seconds(50)))
      #expect(throws: ResolverError.self) { try results[0].get() }
    }
    #expect(start.duration(to: .now) < .seconds(30))
    #expect(asked.value == 1)
  }

  @Test func anAnswerThatCameTooLateServesTheNextWhoAsksOnce() throws {
    let gate = Gate()
    let asked = Counter()
    let resolver = Resolver(patience: .milliseconds(20)) { _ in
      let count = asked.increment()
      gate.pass()
      return .found(["192.0.2.\(count)"])
    }
    // On a busy machine the time may be up before anybody was asked.
    repeat {
      #expect(throws: ResolverError.self) {
        try resolver.addresses(of: "slow", by: Deadline(in: .milliseconds(100)))
      }
    } while asked.value == 0
    gate.open()
    var late: [String]?
    try wait {
      late = try? resolver.addresses(of: "slow", by: Deadline(in: .zero))
      return late != nil
    }
    // (Who asks in the very moment in which the answer comes has it asked for again.)
    #expect(asked.value <= 2)
    let next = try resolver.addresses(of: "slow", by: Deadline(in: .seconds(20)))
    let last = try resolver.addresses(of: "slow", by: Deadline(in: .seconds(20)))
    #expect(Set([late, next, last]).count == 3, "each answer is for one who asks")
  }

  @Test func noMoreThanTheLimitHang() {
    let gate = Gate()
    defer { gate.open() }
    let inside = Counter()
    let resolver = Resolver(limit: 3, patience: .milliseconds(20)) { _ in
      inside.increment()
      gate.pass()
      return .found(["192.0.2.9"])
    }
    let names = (0..<20).map { "dead\($0)" }
    let results = resolver.addresses(of: names, by: Deadline(in: .milliseconds(400)))
    #expect(results.count == 20)
    #expect(inside.value <= 3)
    do {
      _ = try results[19].get()
    } catch {
      #expect("\(error)" == "dead19: too many other names are being asked for")
    }
  }

  private func wait(_ condition: () -> Bool) throws {
    let limit = ContinuousClock.now + .seconds(20)
    while !condition() {
      try #require(ContinuousClock.now < limit)
      pauseBriefly()
    }
  }
}
