import Foundation
import Shared
import TestSupport
import Testing

@testable import AppProbe

@Suite(.serialized, Requirement(root: true).trait) struct ICMPProberTests {
  private let bench: ProbeBench

  init() throws { bench = try ProbeBench() }

  @Test(arguments: ["127.0.0.1", "::1"])
  func thisMachineAnswers(target: String) throws {
    let result = try bench.probe(ICMPProber(), target)
    #expect(result.report.failure == nil)
    #expect(result.report.value(.ipProtocol) == (target == "::1" ? 6 : 4))
    for phase in ["resolve", "setup", "rtt"] {
      #expect(result.report.value(.icmpDuration, [(name: "phase", value: phase)]) ?? -1 >= 0)
    }
    #expect(result.report.value(.icmpHopLimit) == 64)
  }

  @Test(arguments: ["127.0.0.1", "::1"], [1, 8, 1472, 20000])
  func thePayloadIsAsLargeAsAskedFor(target: String, size: Int) throws {
    var prober = ICMPProber()
    prober.payloadSize = size
    #expect(try bench.probe(prober, target).report.failure == nil)
  }

  @Test(arguments: ["127.0.0.1", "::1"])
  func theHopLimitAndTheSourceAreTakenOver(target: String) throws {
    var prober = ICMPProber()
    prober.hopLimit = 3
    prober.sourceAddress = target == "::1" ? "::1" : "127.0.0.9"
    prober.forbidsFragments = true
    #expect(try bench.probe(prober, target).report.failure == nil)
  }

  @Test func whatDoesNotFitWithoutFragmentsIsSaid() throws {
    // Loopback's packets have 65536 bytes at most.
    var prober = ICMPProber()
    prober.payloadSize = 65520
    prober.forbidsFragments = true
    #expect(try bench.probe(prober, "127.0.0.1").reason == .size)
  }

  @Test func withoutAReplyThereIsNoTimeOfOne() throws {
    let result = try bench.probe(ICMPProber(), "127.0.0.1", within: .zero)
    #expect(result.reason == .timeout)
    #expect(result.report.value(.icmpDuration, [(name: "phase", value: "setup")]) != nil)
    #expect(result.report.value(.icmpDuration, [(name: "phase", value: "rtt")]) == nil)
    #expect(result.report.value(.icmpHopLimit) == nil)
  }

  @Test func aNameWithoutAddressIsTheNameServersFault() throws {
    let resolver = ProbeResolver { _ in .failed("Name or service not known") }
    let result = try ProbeBench(resolver: resolver).probe(ICMPProber(), "none.example")
    #expect(result.reason == .dns)
    #expect(result.report.value(.icmpDuration, [(name: "phase", value: "resolve")]) == nil)
  }

  @Test func manyAtOnceAreToldApart() throws {
    let targets = (0..<300).map { $0 % 2 == 0 ? "127.0.0.1" : "::1" }
    let results = try bench.probe(ICMPProber(), targets)
    #expect(results.allSatisfy { $0.report.failure == nil })
  }
}

@Suite struct EchoMessageTests {
  @Test func theChecksumIsThatOfRFC1071() {
    #expect(
      EchoMessage.checksum([0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7]) == ~0xDDF2)
    #expect(EchoMessage.checksum([0x01]) == ~0x0100)
    for size in [0, 1, 8, 27, 28] {
      #expect(EchoMessage.checksum(EchoMessage(.ip4, payloadSize: size).request) == 0)
    }
  }

  @Test(arguments: IPPreference.Version.allCases)
  func onlyItsOwnReplyAnswersARequest(version: IPPreference.Version) {
    let message = EchoMessage(version, payloadSize: 28)
    var reply = message.request
    #expect(!message.isAnswered(by: reply[...], checksID: true))
    reply[0] = version == .ip4 ? 0 : 129
    #expect(message.isAnswered(by: reply[...], checksID: true))
    // With something before it, as on a raw socket.
    #expect(message.isAnswered(by: ([9, 9] + reply)[2...], checksID: true))
    #expect(!message.isAnswered(by: reply.dropLast(), checksID: true))
    #expect(!message.isAnswered(by: [], checksID: true))
    for index in [0, 1, 4, 5, 6, 7, 8, 35] {
      var other = reply
      other[index] ^= 1
      #expect(!message.isAnswered(by: other[...], checksID: true), "byte \(index)")
    }
    // The kernel may have chosen another id.
    reply[4] ^= 1
    #expect(message.isAnswered(by: reply[...], checksID: false))
  }

  @Test func noTwoAreAlike() {
    let payloads = Set((0..<1000).map { _ in EchoMessage(.ip4, payloadSize: 8).payload })
    #expect(payloads.count == 1000)
  }
}
