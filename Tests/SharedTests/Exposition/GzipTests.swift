import Foundation
import Shared
import Testing

@Suite struct GzipTests {
  /// Unpacked by gzip itself.
  private func unpacked(_ packed: [UInt8]) throws -> [UInt8] {
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-dc"]
    let (input, output) = (Pipe(), Pipe())
    gzip.standardInput = input
    gzip.standardOutput = output
    try gzip.run()
    let writer = Thread {
      try? input.fileHandleForWriting.write(contentsOf: packed)
      try? input.fileHandleForWriting.close()
    }
    writer.start()
    let unpacked = try output.fileHandleForReading.readToEnd() ?? Data()
    gzip.waitUntilExit()
    #expect(gzip.terminationStatus == 0)
    return Array(unpacked)
  }

  private static func page(_ lines: Int) -> [UInt8] {
    Array(
      (0..<lines).map { "node_family_\($0 / 10)_total{device=\"eth\($0 % 10)\"} \($0 * 977)\n" }
        .joined().utf8)
  }

  private static var noise: [UInt8] {
    var state: UInt64 = 1
    return (0..<300_000).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }

  @Test(arguments: [[], [0], page(10), page(3000), noise])
  func unpacksToWhatWasPacked(bytes: [UInt8]) throws {
    let gzip = Gzip()
    // The second time with the compressor of the first.
    for _ in 1...2 { #expect(try unpacked(gzip.pack(bytes)) == bytes) }
  }

  @Test func packsAPageToAFraction() {
    let page = Self.page(2000)
    #expect(Gzip().pack(page).count < page.count / 5)
    #expect(Gzip(level: 9).pack(page).count < Gzip(level: 1).pack(page).count)
  }

  @Test func packsOnSeveralThreadsAtOnce() async throws {
    let gzip = Gzip()
    let pages = (1...8).map { Self.page($0 * 100) }
    let expected = pages.map { Gzip().pack($0) }
    await withTaskGroup(of: (Int, [UInt8]).self) { group in
      for round in 0..<400 {
        group.addTask { (round % 8, gzip.pack(pages[round % 8])) }
      }
      for await (page, packed) in group { #expect(packed == expected[page]) }
    }
  }
}
