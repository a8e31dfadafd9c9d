import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct CgroupHierarchyTests {
  private static let id = String(repeating: "0a", count: 32)

  @Test func findsServicesSessionsAndContainers() throws {
    let host = try HostFixture(sys: [
      "fs/cgroup/cgroup.controllers": "cpu io memory pids\n",
      "fs/cgroup/system.slice/ssh.service/cpu.stat": "",
      "fs/cgroup/system.slice/docker.service/inner.service/cpu.stat": "",
      "fs/cgroup/system.slice/docker-\(Self.id).scope/cpu.stat": "",
      "fs/cgroup/system.slice/system-getty.slice/getty@tty1.service/cpu.stat": "",
      "fs/cgroup/user.slice/user-1000.slice/session-3.scope/cpu.stat": "",
      "fs/cgroup/docker/\(Self.id)/cpu.stat": "",
      "fs/cgroup/init.scope/cpu.stat": "",
    ])
    let hierarchy = try CgroupHierarchy(host.paths.sys)
    #expect(hierarchy.cpu == .init(folder: "fs/cgroup", isUnified: true))
    #expect(
      hierarchy.groups(host.paths.sys) == [
        "/docker/\(Self.id)", "/init.scope", "/system.slice/docker-\(Self.id).scope",
        "/system.slice/docker.service", "/system.slice/ssh.service",
        "/system.slice/system-getty.slice/getty@tty1.service",
        "/user.slice/user-1000.slice/session-3.scope",
      ])
  }

  @Test func takesEachControllerFromItsOwnHierarchy() throws {
    let host = try HostFixture(sys: [
      "fs/cgroup/cpu,cpuacct/system.slice/a.service/cpuacct.usage": "1\n",
      "fs/cgroup/memory/system.slice/b.service/memory.usage_in_bytes": "1\n",
      "fs/cgroup/unified/system.slice/c.service/cpu.pressure": "",
    ])
    let hierarchy = try CgroupHierarchy(host.paths.sys)
    #expect(hierarchy.cpu == .init(folder: "fs/cgroup/cpu,cpuacct", isUnified: false))
    #expect(hierarchy.pids == .init(folder: "fs/cgroup/unified", isUnified: true))
    #expect(
      hierarchy.groups(host.paths.sys) == [
        "/system.slice/a.service", "/system.slice/b.service", "/system.slice/c.service",
      ])
  }

  @Test func isAbsentWithoutControlGroups() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) { try CgroupHierarchy(host.paths.sys) }
  }
}
