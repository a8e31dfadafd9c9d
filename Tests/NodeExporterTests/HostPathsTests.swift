import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct HostPathsTests {
  /// A file that is kept is still read after it was removed.
  @Test func filesOfProcAreKeptWhenSysHasUsedUpItsDescriptors() throws {
    let folder = try TemporaryFolder(["proc/stat": "7", "sys/speed": "8"])
    let paths = HostPaths(
      procfs: "\(folder.path)/proc", sysfs: "\(folder.path)/sys",
      keepingOfSys: DescriptorBudget(0))
    let stat = paths.proc.file("stat")
    let speed = paths.sys.file("speed")
    #expect(try stat.number() == 7)
    #expect(try speed.number() == 8)
    try folder.remove("proc/stat")
    try folder.remove("sys/speed")
    #expect(try stat.number() == 7)
    #expect(throws: SystemError.self) { try speed.number() }
  }
}
