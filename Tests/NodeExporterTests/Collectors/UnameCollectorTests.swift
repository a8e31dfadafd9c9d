import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct UnameCollectorTests {
  @Test func namesTheKernelThatRuns() throws {
    let proc = FileTree(root: "/proc/sys/kernel")
    func kernel(_ name: String) throws -> String {
      let text = try proc.read(name)
      var cursor = TextCursor(text.span)
      return cursor.remainder()
    }
    let line = try #require(samples(try exposition(of: UnameCollector())).first)
    #expect(line.hasPrefix(#"node_uname_info{domainname="\#(try kernel("domainname"))",machine=""#))
    #expect(
      line.hasSuffix(
        #",nodename="\#(try kernel("hostname"))",release="\#(try kernel("osrelease"))""#
          + #",sysname="Linux",version="\#(try kernel("version"))"} 1"#))
  }
}
