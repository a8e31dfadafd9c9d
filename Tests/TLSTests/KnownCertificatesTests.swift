import COpenSSL
import Foundation
import TestSupport
import Testing

@testable import TLS

/// Certificates that were read once are not read again.
@Suite(Requirement(programs: ["openssl"]).trait)
struct KnownCertificatesTests {
  private let known = KnownCertificates()
  private let certificates: Certificates

  init() throws { certificates = try Certificates.shared.get() }

  /// What a server shows of a certificate.
  private func bytes(_ name: String) throws -> [UInt8] {
    let text = try String(contentsOfFile: certificates.path("\(name).crt"), encoding: .utf8)
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("-----") }
    return [UInt8](try #require(Data(base64Encoded: lines.joined())))
  }

  /// The same certificate by another hand: a signature is not looked at when it is read.
  private func variant(_ bytes: [UInt8], _ number: Int) -> [UInt8] {
    var bytes = bytes
    bytes[bytes.count - 1] ^= UInt8(number & 0xFF)
    bytes[bytes.count - 2] ^= UInt8(number >> 8)
    return bytes
  }

  @safe private struct Reading {
    let certificate: OpaquePointer?
    /// How many bytes it took.
    let count: Int
  }

  /// Reads a certificate as libssl does: into a place where another one stands.
  private func read(_ bytes: [UInt8]) throws -> Reading {
    var slot = unsafe try other()
    return unsafe bytes.withUnsafeBufferPointer { buffer in
      var position = buffer.baseAddress
      let found = unsafe known.read(&slot, &position, buffer.count)
      let count = unsafe position! - buffer.baseAddress!
      // libssl takes what it finds in its place, not what is returned.
      if unsafe found != nil { #expect(unsafe found == slot) }
      unsafe X509_free(slot)
      return unsafe Reading(certificate: found, count: count)
    }
  }

  private func other() throws -> OpaquePointer? {
    let bytes = try bytes("client")
    return unsafe bytes.withUnsafeBufferPointer { buffer in
      var position = buffer.baseAddress
      return unsafe d2i_X509(nil, &position, buffer.count)
    }
  }

  @Test func theSameBytesAreTheSameCertificate() throws {
    let bytes = try bytes("server")
    let first = try read(bytes)
    #expect(unsafe first.certificate != nil)
    #expect(first.count == bytes.count)
    let second = try read(bytes)
    #expect(unsafe second.certificate == first.certificate)
    #expect(second.count == bytes.count)
    #expect(known.count == 1)
    let certificate = try #require(unsafe second.certificate)
    let description = unsafe known.description(of: certificate)
    #expect(description.subject == "CN=server")
    #expect(unsafe description == Certificate(certificate))
  }

  @Test func otherBytesAreAnotherCertificate() throws {
    let server = try read(bytes("server"))
    let expired = try read(bytes("expired"))
    #expect(unsafe server.certificate != expired.certificate)
    #expect(unsafe Certificate(try #require(unsafe expired.certificate)).subject == "CN=expired")
    // As long as the first, and different in its last bit.
    let forged = try read(variant(bytes("server"), 1))
    #expect(unsafe forged.certificate != server.certificate)
    #expect(known.count == 3)
  }

  @Test func whatIsNoCertificateIsRefusedEachTime() throws {
    let bytes = try bytes("server")
    for garbage in [[0x30, 0x03, 0x02, 0x01, 0x00], [0xFF], [UInt8](bytes.dropLast())] {
      for _ in 1...2 { #expect(try unsafe read(garbage).certificate == nil) }
    }
    #expect(known.count == 0)
  }

  /// Who asks for a certificate and gets one with something behind it says that this is an error, which a
  /// known one would hide.
  @Test func aCertificateWithSomethingBehindItIsNotKept() throws {
    let bytes = try bytes("server")
    for _ in 1...2 {
      let reading = try read(bytes + [0])
      #expect(unsafe reading.certificate != nil)
      #expect(reading.count == bytes.count)
    }
    #expect(known.count == 0)
  }

  @Test func noMoreThanTheNewestAreKept() throws {
    let bytes = try bytes("server")
    let limit = KnownCertificates.limit
    let first = try read(bytes)
    // What was kept stays where it is as long as somebody has it.
    _ = unsafe X509_up_ref(first.certificate)
    defer { unsafe X509_free(first.certificate) }
    for number in 1..<limit { _ = try read(variant(bytes, number)) }
    #expect(try unsafe read(bytes).certificate == first.certificate)
    #expect(known.count == limit)
    _ = try read(variant(bytes, limit))
    #expect(known.count == limit)
    #expect(try unsafe read(bytes).certificate != first.certificate)
    for number in limit + 1...3 * limit { _ = try read(variant(bytes, number)) }
    #expect(known.count == limit)
  }

  @Test func aLongOneIsReadEachTime() throws {
    let names = (0..<1500).map { "DNS:host\($0).example" }.joined(separator: ",")
    try certificates.make("long", for: names)
    let bytes = try bytes("long")
    #expect(bytes.count > KnownCertificates.longest)
    #expect(try unsafe read(bytes).certificate != nil)
    #expect(known.count == 0)
  }

  @Test func whoHasNoPlaceForItReadsAnew() throws {
    let bytes = try bytes("server")
    _ = try read(bytes)
    unsafe bytes.withUnsafeBufferPointer { buffer in
      var position = buffer.baseAddress
      let own = unsafe known.read(nil, &position, buffer.count)
      var again = buffer.baseAddress
      let other = unsafe known.read(nil, &again, buffer.count)
      #expect(unsafe own != nil)
      #expect(unsafe own != other)
      unsafe X509_free(own)
      unsafe X509_free(other)
    }
  }

  /// Threads of several loops shake hands at the same time.
  @Test func manyMayReadAtOnce() async throws {
    let all = try ["server", "expired", "client", "stranger"].map(bytes)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for start in 0..<8 {
        group.addTask {
          for index in 0..<200 {
            let number = index % 100
            let reading = try read(variant(all[(start + index) % all.count], number))
            #expect(unsafe reading.certificate != nil)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(known.count == KnownCertificates.limit)
  }
}
