import Foundation
import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct GreetingTests {
  private static func message(_ kind: UInt8, _ body: String = "") -> [UInt8] {
    FakeServer.message("R", [0, 0, 0, kind] + Array(body.utf8))
  }

  private static let offer = message(10, "SCRAM-SHA-256\0\0")

  @Test func theUsualCoursePasses() throws {
    var greeting = Greeting()
    for said in [
      Self.offer, Self.message(11, "r=abc,s=c2FsdA==,i=4096"),
      Self.message(12, "v=xyz") + FakeServer.welcome,
    ] {
      #expect(try greeting.check(said[...]))
    }
  }

  @Test(arguments: [
    "r=a,s=b,i=100001", "r=a,s=b,i=2147483647", "r=a,s=b,i=99999999999999999999",
    "r=a,i=1,s=b,i=200000", "r=a,s=b,i= +200000", "r=a,s=b,i=x",
  ])
  func tooManyRoundsAreRefused(text: String) {
    var greeting = Greeting()
    #expect(throws: PgError.self) { try greeting.check(Self.message(11, text)[...]) }
  }

  @Test func aPartOfAMessageIsNotForLibpqYet() throws {
    let message = Self.message(11, "r=abc,s=c2FsdA==,i=4096")
    for count in 1..<message.count {
      var greeting = Greeting()
      #expect(try !greeting.check(message.prefix(count)), "\(count)")
    }
  }

  @Test func nothingElseMayComeWhereTheRoundsAreDue() throws {
    var greeting = Greeting()
    #expect(try greeting.check(Self.offer[...]))
    #expect(throws: PgError.self) { try greeting.check(Self.message(5, "salt")[...]) }
  }

  @Test func refusalsAndRubbishAreForLibpq() throws {
    for said in [
      FakeServer.error("28P01", "no"), Array("HTTP/1.1".utf8), Array("R\0\0\0\0abcdef".utf8),
    ] {
      var greeting = Greeting()
      #expect(try greeting.check(said[...]))
    }
  }

  /// A server whose password is hashed so often.
  private func server(rounds: Int, apart: Bool = false) throws -> FakeServer {
    try FakeServer { client in
      _ = FakeServer.receive(from: client)
      FakeServer.send(Self.offer, to: client)
      let said = String(decoding: FakeServer.receive(from: client), as: UTF8.self)
      let nonce = said.components(separatedBy: "r=").last ?? ""
      let bytes = Self.message(11, "r=\(nonce)x,s=c2FsdA==,i=\(rounds)")
      if apart {
        FakeServer.send(Array(bytes.dropLast(4)), to: client)
        usleep(100_000)
        FakeServer.send(Array(bytes.suffix(4)), to: client)
      } else {
        FakeServer.send(bytes, to: client)
      }
      let proof = FakeServer.receive(from: client)
      if !proof.isEmpty { FakeServer.send(FakeServer.error("28P01", "hashed"), to: client) }
      return false
    }
  }

  private func failure(_ server: FakeServer) -> PgError? {
    let parameters = [
      ("host", "127.0.0.1"), ("port", "\(server.port)"), ("sslmode", "disable"), ("user", "u"),
      ("password", "p"),
    ].map { (keyword: $0.0, value: Secret($0.1)) }
    do throws(PgError) {
      _ = try Session.open(
        parameters, in: SessionContext(resolver: Resolver()), by: Deadline(in: .seconds(30)))
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [false, true])
  func aServerThatWouldHaveUsComputeForHoursIsLeft(apart: Bool) throws {
    let start = ContinuousClock.now
    let error = try #require(failure(server(rounds: 2_147_483_647, apart: apart)))
    #expect(error.description.contains("hashed 2147483647 times, more than 100000"))
    #expect(start.duration(to: .now) < .seconds(20))
  }

  @Test(arguments: [false, true])
  func aServerOfTheUsualRoundsGetsItsProof(apart: Bool) throws {
    #expect(try failure(server(rounds: 4096, apart: apart))?.state == "28P01")
  }
}
