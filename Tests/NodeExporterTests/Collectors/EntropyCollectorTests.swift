import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct EntropyCollectorTests {
  @Test func writesWhatIsThereAndWhatFits() throws {
    let host = try HostFixture(proc: [
      "sys/kernel/random/entropy_avail": "1337\n", "sys/kernel/random/poolsize": "4096\n",
    ])
    #expect(
      try exposition(of: EntropyCollector(host.paths)) == """
        # HELP node_entropy_available_bits Bits of entropy that are available.
        # TYPE node_entropy_available_bits gauge
        node_entropy_available_bits 1337
        # HELP node_entropy_pool_size_bits Bits of entropy that the pool holds when full.
        # TYPE node_entropy_pool_size_bits gauge
        node_entropy_pool_size_bits 4096

        """)
  }

  @Test(arguments: ["entropy_avail", "poolsize"])
  func namesTheFileThatHoldsNoNumber(file: String) throws {
    var files = [
      "sys/kernel/random/entropy_avail": "1337\n", "sys/kernel/random/poolsize": "4096\n",
    ]
    files["sys/kernel/random/\(file)"] = "-1\n"
    let host = try HostFixture(proc: files)
    #expect(
      throws: MalformedFile(
        path: "\(host.paths.proc.root)/sys/kernel/random/\(file)",
        reason: ParseError(expected: "an integer", found: "-1"))
    ) { try exposition(of: EntropyCollector(host.paths)) }
  }

  @Test func isAbsentWithoutItsFiles() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) { try exposition(of: EntropyCollector(host.paths)) }
  }
}
