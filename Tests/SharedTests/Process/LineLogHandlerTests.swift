import Foundation
import Logging
import Shared
import Synchronization
import Testing

@Suite struct LineLogHandlerTests {
  @Test func logfmtQuotesWhatNeedsIt() {
    #expect(
      line(.logfmt) { $0.warning("disk is \"full\"", metadata: ["path": "/a b", "left": "0"]) }
        == "level=warn msg=\"disk is \\\"full\\\"\" left=0 path=\"/a b\"\n")
  }

  @Test func jsonIsOneObjectForEachLine() {
    #expect(
      line(.json) { $0.error("a\nb", metadata: ["n": "\u{1}\\"]) }
        == "\"level\":\"error\",\"msg\":\"a\\nb\",\"n\":\"\\u0001\\\\\"}\n")
  }

  @Test func aTextCannotForgeALine() {
    #expect(
      line(.logfmt) { $0.info("x", metadata: ["target": "a\nlevel=error msg=forged"]) }
        == "level=info msg=x target=\"a\\nlevel=error msg=forged\"\n")
  }

  @Test func startsWithTheTimeInUTC() throws {
    let text = record(.logfmt) { $0.info("x") }
    #expect(
      try #/^time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z level=/#.prefixMatch(in: text) != nil)
  }

  /// What `log` writes, without the time.
  private func line(_ format: LogOptions.Format, _ log: (Logger) -> Void) -> String {
    let text = record(format, log)
    let start = text.range(of: format == .json ? "\"level\"" : "level=")
    return start.map { String(text[$0.lowerBound...]) } ?? text
  }

  private func record(_ format: LogOptions.Format, _ log: (Logger) -> Void) -> String {
    let written = Shelf()
    let logger = Logger(label: "test") { _ in
      LineLogHandler(format: format) { bytes in written.bytes.withLock { $0 += bytes } }
    }
    log(logger)
    return String(decoding: written.bytes.withLock { $0 }, as: UTF8.self)
  }

  private final class Shelf: Sendable {
    let bytes = Mutex<[UInt8]>([])
  }
}
