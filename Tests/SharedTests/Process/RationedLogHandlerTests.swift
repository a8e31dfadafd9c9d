import TestSupport
import Testing

@testable import Shared

@Suite struct RationedLogHandlerTests {
  @Test func aMinuteHasTenLinesAndTheNextOneTenMore() {
    var ration = LogRation()
    let start = ContinuousClock.now
    let first = (0..<12).map { _ in ration.take(at: start + .seconds(59)) }
    #expect(first == Array(repeating: .write, count: 9) + [.last, .drop, .drop])
    #expect(ration.take(at: start + .seconds(118)) == .drop)
    #expect(ration.take(at: start + .seconds(119)) == .write)
  }

  @Test func theLastLineSaysThatMoreAreDropped() {
    let log = LogRecorder()
    let rationed = RationedLogHandler.logger(log.logger)
    for number in 1...50 { rationed.error("server is down", metadata: ["server": "h:\(number)"]) }
    #expect(log.lines.count == 11)
    #expect(log.lines[0] == "error server is down server=h:1")
    #expect(
      log.lines[10] == "warning no more lines about probed servers for a minute: there are too many"
    )
  }
}
