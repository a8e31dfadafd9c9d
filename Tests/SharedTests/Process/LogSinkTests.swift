import Foundation
import Shared
import Testing

@Suite struct LogSinkTests {
  @Test func aReaderThatStopsHoldsNobodyUp() throws {
    let pipe = Pipe()
    let sink = LogSink(descriptor: pipe.fileHandleForWriting.fileDescriptor)
    let line = Array((String(repeating: "x", count: 99) + "\n").utf8)
    // Far more than a pipe holds; a write that waits would never come back.
    for _ in 0..<10_000 { sink.write(line) }

    let kept = drained(pipe)
    #expect(kept.count % line.count == 0 && kept.count < 10_000 * line.count)
    sink.write(line)
    let next = String(decoding: drained(pipe), as: UTF8.self)
    #expect(next.contains("msg=\"log lines lost\" count="))
    #expect(next.hasSuffix(String(decoding: line, as: UTF8.self)))
  }

  /// What can be read without waiting.
  private func drained(_ pipe: Pipe) -> [UInt8] {
    let descriptor = pipe.fileHandleForReading.fileDescriptor
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
      all += buffer[..<count]
    }
    return all
  }
}
