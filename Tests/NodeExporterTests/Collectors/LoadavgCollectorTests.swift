import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct LoadavgCollectorTests {
  @Test func writesTheThreeAverages() throws {
    let host = try HostFixture(proc: ["loadavg": "0.12 0.34 1.56 2/345 6789\n"])
    #expect(
      try exposition(of: LoadavgCollector(host.paths)) == """
        # HELP node_load1 Load average over 1 minute.
        # TYPE node_load1 gauge
        node_load1 0.12
        # HELP node_load5 Load average over 5 minutes.
        # TYPE node_load5 gauge
        node_load5 0.34
        # HELP node_load15 Load average over 15 minutes.
        # TYPE node_load15 gauge
        node_load15 1.56

        """)
  }

  @Test func namesAFileThatIsCutOff() throws {
    let host = try HostFixture(proc: ["loadavg": "0.12 0.34\n"])
    #expect(
      throws: MalformedFile(
        path: "\(host.paths.proc.root)/loadavg",
        reason: ParseError(expected: "a number", found: ""))
    ) { try exposition(of: LoadavgCollector(host.paths)) }
  }

  @Test func namesAMissingFile() throws {
    let host = try HostFixture()
    #expect(throws: SystemError("open", "\(host.paths.proc.root)/loadavg", code: 2)) {
      try exposition(of: LoadavgCollector(host.paths))
    }
  }
}
