import Shared
import Synchronization
import TestSupport
import Testing

@testable import AppProbe

@Suite struct ProbeResolverTests {
  /// Answers of a name server that hangs for names that begin with `hanging` until the gate opens.
  private final class NameServer: Sendable {
    let gate = Gate()
    let asked = Mutex<[String]>([])

    func lookUp(_ name: String) -> Lookup {
      asked.withLock { $0.append(name) }
      if name.hasPrefix("hanging") { gate.pass() }
      if name.hasPrefix("none") { return .failed("Name or service not known") }
      return .found(["192.0.2.1", "2001:db8::1"])
    }

    var resolver: ProbeResolver { ProbeResolver { [self] in lookUp($0) } }
  }

  private func addresses(
    _ tools: ProbeTools, _ name: String, within limit: Duration = .seconds(30)
  ) async -> Result<[String], ResolverError> {
    do throws(ResolverError) {
      return .success(
        try await tools.resolver.addresses(of: name, by: Deadline(in: limit), on: tools.loop))
    } catch {
      return .failure(error)
    }
  }

  @Test func aThousandAskersOfOneNameShareOneLookUp() throws {
    let server = NameServer()
    let bench = try ProbeBench(resolver: server.resolver)
    let answers = Monitor(0)
    for _ in 0..<1000 {
      bench.tools.loop.run { [tools = bench.tools] in
        if case .success(["192.0.2.1", "2001:db8::1"]) = await addresses(tools, "hanging") {
          answers.update { $0 += 1 }
        }
      }
    }
    while server.asked.withLock({ $0.isEmpty }) { pauseBriefly() }
    // Until all of them wait.
    _ = try bench.onLoop { _ in 0 }
    server.gate.open()
    #expect(answers.wait(until: Deadline(in: .seconds(30))) { $0 == 1000 ? true : nil } == true)
    #expect(server.asked.withLock { $0 } == ["hanging"])
  }

  @Test func eachAskerHasADeadlineOfItsOwn() throws {
    let server = NameServer()
    let bench = try ProbeBench(resolver: server.resolver)
    defer { server.gate.open() }
    let patient = Monitor<Result<[String], ResolverError>?>(nil)
    bench.tools.loop.run { [tools = bench.tools] in
      let answer = await addresses(tools, "hanging")
      patient.update { $0 = answer }
    }
    let hasty = try bench.onLoop { await addresses($0, "hanging", within: .milliseconds(50)) }
    #expect(hasty == .failure(ResolverError("hanging", "the name servers do not answer")))
    #expect(patient.read { $0 } == nil)
    server.gate.open()
    #expect(
      patient.wait(until: Deadline(in: .seconds(30))) { $0 }
        == .success(["192.0.2.1", "2001:db8::1"]))
  }

  @Test func namesOfThisMachineDoNotWaitBehindNamesThatHang() throws {
    let server = NameServer()
    let folder = try TemporaryFolder([
      "hosts": "127.0.0.1 localhost\n192.0.2.7 Near near.example # x\n"
    ])
    let bench = try ProbeBench(
      resolver: ProbeResolver(hosts: HostsFile(path: "\(folder.path)/hosts")) {
        server.lookUp($0)
      })
    defer { server.gate.open() }
    for number in 0..<200 {
      bench.tools.loop.run { [tools = bench.tools] in
        _ = await addresses(tools, "hanging\(number)", within: .seconds(50))
      }
    }
    for name in ["near", "NEAR.example", "localhost"] {
      #expect(
        try bench.onLoop { await addresses($0, name) } == .success(["192.0.2.1", "2001:db8::1"]))
    }
    // No more threads than that are in look-ups.
    #expect(server.asked.withLock { $0.filter { $0.hasPrefix("hanging") }.count } <= 16)
  }

  @Test func whatIsNotThereIsSaidByTheSystem() throws {
    let bench = try ProbeBench(resolver: NameServer().resolver)
    #expect(
      try bench.onLoop { await addresses($0, "none") }
        == .failure(ResolverError("none", "Name or service not known")))
    #expect(try bench.onLoop { await addresses($0, "::1") } == .success(["::1"]))
  }

  struct Case: Sendable {
    let host: String
    var preferred = IPPreference.Version.ip6
    var fallsBack = true
    var address: String?
    let version: Double
    let hash: Double
  }

  @Test(arguments: [
    Case(host: "two", address: "2001:db8::1", version: 6, hash: 1_851_458_804),
    Case(host: "two", preferred: .ip4, address: "192.0.2.1", version: 4, hash: 1_969_986_452),
    Case(host: "127.0.0.1", address: "127.0.0.1", version: 4, hash: 3_668_918_509),
    Case(
      host: "::ffff:127.0.0.1", preferred: .ip4, fallsBack: false, address: "127.0.0.1", version: 4,
      hash: 3_668_918_509),
    Case(host: "127.0.0.1", fallsBack: false, version: 0, hash: 0),
    Case(host: "none", version: 0, hash: 0),
  ])
  func aNameLeadsToAnAddressOfThePreferredVersion(example: Case) throws {
    let bench = try ProbeBench(resolver: NameServer().resolver)
    struct Resolving: Prober {
      static let kind = "resolving"
      let example: Case

      func run(_ probe: Probe) async throws(ProbeFailure) {
        let preference = IPPreference(
          preferred: example.preferred, fallsBack: example.fallsBack)
        let found = try await probe.resolve(probe.target, port: 80, preference)
        if found.address.text != example.address { throw ProbeFailure(.local, found.address.text) }
      }
    }
    let result = try bench.probe(Resolving(example: example), example.host)
    #expect(result.reason == (example.address == nil ? .dns : nil))
    #expect(result.report.value(.ipProtocol) == example.version)
    #expect(result.report.value(.ipAddressHash) == example.hash)
    #expect(result.report.value(.dnsLookupTime) != nil)
  }
}

@Suite struct LookupQueueTests {
  private typealias Queue = LookupQueue<String>
  private let now = ContinuousClock.now

  private func started(_ queue: inout Queue, after span: Duration = .zero) -> [String] {
    var names: [String] = []
    while let name = queue.next(at: now + span) { names.append(name.text) }
    return names
  }

  @Test func namesThatHungShareHalfOfTheThreads() {
    var queue = Queue()
    for number in 0..<16 { _ = queue.join(ExactName("n\(number)"), "", isLocal: false) }
    #expect(started(&queue).count == 16)
    for number in 0..<16 { _ = queue.finish(ExactName("n\(number)"), at: now + .seconds(5)) }
    for number in 0..<16 { _ = queue.join(ExactName("n\(number)"), "", isLocal: false) }
    #expect(started(&queue).count == 8)
    // Names that nobody knows still have room.
    for number in 0..<16 { _ = queue.join(ExactName("new\(number)"), "", isLocal: false) }
    #expect(started(&queue).count == 8)
  }

  @Test func namesThatWereAnsweredPromptlyHaveRoomThatOthersCannotTake() {
    var queue = Queue()
    _ = queue.join("prompt", "", isLocal: false)
    #expect(started(&queue) == ["prompt"])
    _ = queue.finish("prompt", at: now + .milliseconds(20))
    for number in 0..<50 { _ = queue.join(ExactName("n\(number)"), "", isLocal: false) }
    #expect(started(&queue).count == 16)
    _ = queue.join("prompt", "", isLocal: false)
    #expect(started(&queue) == ["prompt"])
  }

  @Test func aNameThatNobodyWaitsForAnyMoreIsNotLookedUp() {
    var queue = Queue()
    let ticket = queue.join("a", "first", isLocal: false)
    #expect(queue.leave("a", ticket: ticket, at: now) == "first")
    #expect(queue.leave("a", ticket: ticket, at: now) == nil)
    #expect(started(&queue).isEmpty)
  }

  @Test func whoGivesUpOnASlowNameMarksIt() {
    var queue = Queue()
    let ticket = queue.join("a", "first", isLocal: false)
    #expect(started(&queue) == ["a"])
    #expect(queue.leave("a", ticket: ticket, at: now + .seconds(3)) == "first")
    // It is still under way, and joined.
    _ = queue.join("a", "second", isLocal: false)
    #expect(started(&queue).isEmpty)
    #expect(queue.finish("a", at: now + .seconds(4)) == ["second"])
  }
}
