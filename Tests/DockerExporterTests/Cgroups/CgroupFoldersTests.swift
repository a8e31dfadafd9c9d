import Shared
import TestSupport
import Testing

@testable import DockerExporter

/// Where a container's control groups are found.
@Suite struct CgroupFoldersTests {
  /// What a kernel says of the mounts and of a process, and which folders come of it.
  struct Layout: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let mounts: String
    let membership: String
    /// The folders there are, below `/sys/fs/cgroup`.
    let folders: [String]
    /// What is expected, below the same; with `2:` in front where it has the second version's files.
    var cpu: String?
    var accounting: String?
    var memory: String?
    var unified: String?
    let name: String
  }

  static let layouts = [
    Layout(
      testDescription: "first version, a hierarchy for each controller, and a hybrid one",
      mounts: RecordedHost.firstMounts, membership: RecordedHost.firstMembership,
      folders: [
        "cpu/docker/4f1c", "cpuacct/docker/4f1c", "memory/docker/4f1c", "unified/docker/4f1c",
      ],
      cpu: "cpu/docker/4f1c", accounting: "cpuacct/docker/4f1c", memory: "memory/docker/4f1c",
      unified: "2:unified/docker/4f1c", name: "/docker/4f1c"),
    Layout(
      testDescription: "first version, joint controllers under another name",
      mounts: """
        33 31 0:30 / /sys/fs/cgroup/cpuacct,cpu rw - cgroup cgroup rw,cpu,cpuacct
        35 31 0:32 / /sys/fs/cgroup/memory rw shared:9 master:2 - cgroup cgroup rw,memory
        """,
      membership: "4:cpuacct,cpu:/system.slice/docker-4f1c.scope\n"
        + "3:memory:/system.slice/docker-4f1c.scope\n",
      folders: [
        "cpuacct,cpu/system.slice/docker-4f1c.scope", "memory/system.slice/docker-4f1c.scope",
      ],
      cpu: "cpuacct,cpu/system.slice/docker-4f1c.scope",
      accounting: "cpuacct,cpu/system.slice/docker-4f1c.scope",
      memory: "memory/system.slice/docker-4f1c.scope", name: "/system.slice/docker-4f1c.scope"),
    Layout(
      testDescription: "first version, memory in no group of the container's",
      mounts: RecordedHost.firstMounts,
      membership: "4:memory:/\n2:cpuacct:/docker/4f1c\n1:cpu:/docker/4f1c\n",
      folders: ["cpu/docker/4f1c", "cpuacct/docker/4f1c", "memory"],
      cpu: "cpu/docker/4f1c", accounting: "cpuacct/docker/4f1c", name: "/docker/4f1c"),
    Layout(
      testDescription: "second version, groups made by Docker",
      mounts: RecordedHost.secondMounts, membership: "0::/docker/4f1c\n",
      folders: ["docker/4f1c"], cpu: "2:docker/4f1c", accounting: "2:docker/4f1c",
      memory: "2:docker/4f1c", unified: "2:docker/4f1c", name: "/docker/4f1c"),
    Layout(
      testDescription: "second version, groups made by systemd",
      mounts: RecordedHost.secondMounts, membership: RecordedHost.secondMembership,
      folders: ["system.slice/docker-4f1c.scope"], cpu: "2:system.slice/docker-4f1c.scope",
      accounting: "2:system.slice/docker-4f1c.scope", memory: "2:system.slice/docker-4f1c.scope",
      unified: "2:system.slice/docker-4f1c.scope", name: "/system.slice/docker-4f1c.scope"),
    Layout(
      testDescription: "second version, an engine without root",
      mounts: RecordedHost.secondMounts,
      membership: "0::/user.slice/user-1000.slice/user@1000.service/user.slice/docker-4f1c.scope\n",
      folders: ["user.slice/user-1000.slice/user@1000.service/user.slice/docker-4f1c.scope"],
      cpu: "2:user.slice/user-1000.slice/user@1000.service/user.slice/docker-4f1c.scope",
      accounting: "2:user.slice/user-1000.slice/user@1000.service/user.slice/docker-4f1c.scope",
      memory: "2:user.slice/user-1000.slice/user@1000.service/user.slice/docker-4f1c.scope",
      unified: "2:user.slice/user-1000.slice/user@1000.service/user.slice/docker-4f1c.scope",
      name: "/user.slice/user-1000.slice/user@1000.service/user.slice/docker-4f1c.scope"),
    Layout(
      testDescription: "second version, a group of somebody's choice, and systemd in the container",
      mounts: RecordedHost.secondMounts, membership: "0::/jobs/night/4f1c/init.scope\n",
      folders: ["jobs/night/4f1c/init.scope"], cpu: "2:jobs/night/4f1c",
      accounting: "2:jobs/night/4f1c", memory: "2:jobs/night/4f1c", unified: "2:jobs/night/4f1c",
      name: "/jobs/night/4f1c"),
    Layout(
      testDescription: "hybrid, memory in the second version",
      mounts: """
        33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
        41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
        """,
      membership: "4:cpu,cpuacct:/docker/4f1c\n0::/docker/4f1c\n",
      folders: ["cpu,cpuacct/docker/4f1c", "unified/docker/4f1c"],
      cpu: "cpu,cpuacct/docker/4f1c", accounting: "cpu,cpuacct/docker/4f1c",
      memory: "2:unified/docker/4f1c", unified: "2:unified/docker/4f1c", name: "/docker/4f1c"),
    Layout(
      testDescription: "a part of the hierarchy is mounted beside the whole",
      mounts: """
        50 31 0:38 /docker/9999 /somewhere rw - cgroup2 cgroup2 rw
        51 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw
        """,
      membership: "0::/docker/4f1c\n", folders: ["docker/4f1c"], cpu: "2:docker/4f1c",
      accounting: "2:docker/4f1c", memory: "2:docker/4f1c", unified: "2:docker/4f1c",
      name: "/docker/4f1c"),
    Layout(
      testDescription: "only a part of the hierarchy is mounted, and it holds the container",
      mounts: #"51 31 0:38 /engines/a\040b /sys/fs/cgroup rw - cgroup2 cgroup2 rw"#,
      membership: "0::/engines/a b/4f1c\n", folders: ["4f1c"], cpu: "2:4f1c",
      accounting: "2:4f1c", memory: "2:4f1c", unified: "2:4f1c", name: "/engines/a b/4f1c"),
  ]

  @Test(arguments: layouts) func foldersAreFound(layout: Layout) throws {
    let host = try RecordedHost(mounts: layout.mounts)
    for folder in layout.folders {
      try host.folder.write("", to: "sys/fs/cgroup/\(folder)/cgroup.procs")
    }
    let found = try folders(on: host, layout.membership)
    let root = "\(host.folder.path)/sys/fs/cgroup/"
    func shown(_ folder: CgroupFolders.Folder?) -> String? {
      folder.map { ($0.isUnified ? "2:" : "") + $0.path.dropFirst(root.count) }
    }
    #expect(shown(found.cpu) == layout.cpu)
    #expect(shown(found.accounting) == layout.accounting)
    #expect(shown(found.memory) == layout.memory)
    #expect(shown(found.unified) == layout.unified)
    #expect(found.name == layout.name)
  }

  /// A process that is in no group of the container's, and what is said of it.
  @Test(arguments: [
    ("0::/user.slice/user-1000.slice\n", "the engine seems to make none"),
    ("4:memory:/\n", "the engine seems to make none"),
    ("0::/docker/77aa\n", "which is not its own"),
    ("0::/../77aa\n", "--cgroupns=host"),
    ("0::/docker/4f1c\n", "--path.sysfs"),
  ])
  func whatIsNotTheContainersIsNotRead(membership: String, words: String) throws {
    let host = try RecordedHost(mounts: RecordedHost.secondMounts)
    let error = #expect(throws: CgroupError.self) { try folders(on: host, membership) }
    #expect(error?.description.contains(words) == true)
    #expect(error?.description.contains("web") == true)
  }

  /// Where a container's process looks at the host below `/host`, whose mounts it sees there.
  @Test func mountsBelowTheRootOfTheHostAreFoundWhereTheyAre() throws {
    let folder = try TemporaryFolder(["host/sys/fs/cgroup/docker/4f1c/cgroup.procs": ""])
    let sys = "\(folder.path)/host/sys"
    try folder.write(
      "51 31 0:38 / \(sys)/fs/cgroup ro - cgroup2 cgroup2 rw\n", to: "host/proc/self/mountinfo")
    let paths = HostPaths(
      procfs: "\(folder.path)/host/proc", sysfs: sys, rootfs: "\(folder.path)/host")
    let hierarchies = try CgroupHierarchies(paths)
    #expect(
      hierarchies.folder(of: "/docker/4f1c", controller: nil) == "\(sys)/fs/cgroup/docker/4f1c")
  }

  @Test func withoutAnyMountNothingIsToBeFound() throws {
    let host = try RecordedHost(mounts: "23 27 0:22 / /sys rw - sysfs sysfs rw\n")
    try host.folder.write("23 27 0:22 / / rw - ext4 /dev/vda rw\n", to: "proc/1/mountinfo")
    #expect(throws: Absent.self) { try CgroupHierarchies(host.paths) }
  }

  private func folders(on host: RecordedHost, _ membership: String) throws -> CgroupFolders {
    let bytes = Array(membership.utf8)
    return try CgroupFolders(
      of: Container(id: "4f1c", name: "web", image: "box"), CgroupMembership(bytes.span),
      in: CgroupHierarchies(host.paths))
  }
}
