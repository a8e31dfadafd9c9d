import Shared
import Testing

@testable import PgExporter

@Suite struct ReadingTests {
  @Test func aServerThatIsNotBackAfterTheDeadlineRanOutOfTime() {
    let reading = Reading([], servers: 2, for: Deadline(in: .zero))
    reading.servers[0].complete()
    #expect(!reading.ranOutOfTime)
    reading.wait(until: reading.end)
    #expect(reading.ranOutOfTime)
    reading.servers[1].complete()
    #expect(!reading.ranOutOfTime)
  }

  @Test func whatDoesNotFitOnThePageIsLeftOutAndSaysSo() {
    var metrics = MetricWriter()
    metrics.samples(rendered: Array(repeating: UInt8(ascii: "x"), count: 600 << 10))
    let piece = Piece(written: metrics.finish(), outcome: .wrote)
    let small = Piece(outcome: .wrote)
    let reading = ServerReading(3)
    reading.note { $0.isUp = true }
    for index in 0..<2 { reading.add(piece, at: index, limit: 1 << 20) }
    reading.add(small, at: 2, limit: 1 << 20)
    #expect(
      (0..<3).map { reading.found.piece($0).outcome } == [
        .wrote, .failed("left out: with it the page would have more than 1 MiB"), .wrote,
      ])
    #expect(reading.found.piece(1).written.bytes.isEmpty)
  }
}
