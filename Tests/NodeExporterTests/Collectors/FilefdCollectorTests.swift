import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct FilefdCollectorTests {
  @Test func writesAllocatedAndMaximum() throws {
    let host = try HostFixture(proc: ["sys/fs/file-nr": "1024\t0\t1631329\n"])
    #expect(
      try exposition(of: FilefdCollector(host.paths)) == """
        # HELP node_filefd_allocated File handles in use.
        # TYPE node_filefd_allocated gauge
        node_filefd_allocated 1024
        # HELP node_filefd_maximum File handles that the kernel will allocate at most.
        # TYPE node_filefd_maximum gauge
        node_filefd_maximum 1631329

        """)
  }

  @Test func aFileOfAnotherShapeIsAnErrorThatNamesIt() throws {
    let host = try HostFixture(proc: ["sys/fs/file-nr": "1024 0\n"])
    #expect(
      throws: MalformedFile(
        path: "\(host.paths.proc.root)/sys/fs/file-nr",
        reason: ParseError(expected: "an integer", found: ""))
    ) { try exposition(of: FilefdCollector(host.paths)) }
  }
}
