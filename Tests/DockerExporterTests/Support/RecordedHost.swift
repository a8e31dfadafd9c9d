import Shared
import TestSupport

@testable import DockerExporter

/// A host made of files, with containers as a ledger has them.
final class RecordedHost {
  let folder: TemporaryFolder
  let ledger = ContainerLedger()

  /// - Parameters:
  ///   - mounts: Lines of `/proc/self/mountinfo`.
  ///   - files: By their path on the host.
  init(mounts: String, _ files: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    try folder.write(mounts, to: "proc/self/mountinfo")
    for (path, text) in files { try folder.write(text, to: path) }
  }

  var paths: HostPaths {
    HostPaths(
      procfs: "\(folder.path)/proc", sysfs: "\(folder.path)/sys", rootfs: folder.path,
      keptFiles: 100)
  }

  /// Has a container run.
  ///
  /// - Parameter cgroup: `/proc/PID/cgroup` of its main process.
  @discardableResult
  func run(
    _ name: String, id: String, pid: Int32 = 100, cgroup: String,
    _ change: (inout Container) -> Void = { _ in }
  ) throws -> Container {
    var container = Container(id: id, name: name, image: "box")
    container.state = .running
    container.pid = pid
    container.createdAt = 1000
    container.startedAt = 1001.5
    change(&container)
    try folder.write(cgroup, to: "proc/\(pid)/cgroup")
    try folder.write("\(pid) (a) b) S 1 1", to: "proc/\(pid)/stat")
    set(container)
    return container
  }

  func set(_ container: Container) {
    ledger.contents.update { $0.containers[container.id] = container }
  }

  func context(labels: ContainerLabels = ContainerLabels(), perCPU: Bool = false)
    -> UsageCollectors.Context
  {
    UsageCollectors.Context(ledger, paths, labels: labels, perCPU: perCPU)
  }

  /// The text format of one scrape, for which the files stay.
  func exposition(of collector: some Collector) throws -> String {
    try withExtendedLifetime(self) { try TestSupport.exposition(of: collector) }
  }

  /// A host with the first version, where Docker makes the groups, and one container, `web`.
  static func firstVersion() throws -> RecordedHost {
    let host = try RecordedHost(mounts: firstMounts, firstFiles)
    try host.run("web", id: "4f1c", cgroup: firstMembership) { $0.limits.memory = 67_108_864 }
    return host
  }

  /// A host with the second version, where systemd makes the groups, and one container, `web`.
  static func secondVersion() throws -> RecordedHost {
    let host = try RecordedHost(mounts: secondMounts, secondFiles)
    try host.run("web", id: "4f1c", cgroup: secondMembership)
    return host
  }
}

extension RecordedHost {
  /// Recorded on Linux 6.18, where the hierarchy of the second version is there too.
  static let firstMounts = """
    23 27 0:22 / /sys rw,relatime - sysfs sysfs rw
    31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
    32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
    33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct
    35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
    38 31 0:35 / /sys/fs/cgroup/blkio rw,relatime - cgroup cgroup rw,blkio
    39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
    40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
    41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw

    """

  static let firstMembership = """
    9:name=systemd:/docker/4f1c
    8:pids:/docker/4f1c
    7:blkio:/docker/4f1c
    4:memory:/docker/4f1c
    2:cpuacct:/docker/4f1c
    1:cpu:/docker/4f1c
    0::/docker/4f1c

    """

  /// Recorded of a container with 64 MB and half a processor.
  static let firstFiles = files(
    [
      "cpu/docker/4f1c/cpu.cfs_period_us": "100000\n",
      "cpu/docker/4f1c/cpu.cfs_quota_us": "50000\n",
      "cpu/docker/4f1c/cpu.shares": "1024\n",
      "cpu/docker/4f1c/cpu.stat": """
      nr_periods 5
      nr_throttled 2
      throttled_time 41500000
      nr_bursts 0
      burst_time 0

      """,
      "cpuacct/docker/4f1c/cpuacct.stat": "user 3\nsystem 1\n",
      "cpuacct/docker/4f1c/cpuacct.usage": "28739849\n",
      "cpuacct/docker/4f1c/cpuacct.usage_percpu": "820653 27919196 \n",
      "memory/docker/4f1c/memory.failcnt": "7\n",
      "memory/docker/4f1c/memory.kmem.usage_in_bytes": "266240\n",
      "memory/docker/4f1c/memory.limit_in_bytes": "67108864\n",
      "memory/docker/4f1c/memory.max_usage_in_bytes": "3633152\n",
      "memory/docker/4f1c/memory.memsw.limit_in_bytes": "134217728\n",
      "memory/docker/4f1c/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n",
      "memory/docker/4f1c/memory.soft_limit_in_bytes": "9223372036854771712\n",
      "memory/docker/4f1c/memory.usage_in_bytes": "319488\n",
      "memory/docker/4f1c/memory.stat": """
      cache 0
      rss 53248
      pgfault 1020
      pgmajfault 3
      inactive_file 0
      hierarchical_memory_limit 67108864
      hierarchical_memsw_limit 134217728
      total_cache 81920
      total_rss 53248
      total_rss_huge 0
      total_shmem 0
      total_mapped_file 12288
      total_dirty 4096
      total_writeback 0
      total_workingset_refault_anon 0
      total_workingset_refault_file 5
      total_swap 8192
      total_pgfault 1120
      total_pgmajfault 4
      total_inactive_anon 49152
      total_active_anon 4096
      total_inactive_file 49152
      total_active_file 32768
      total_unevictable 0

      """,
      "pids/docker/4f1c/cgroup.procs": "100\n117\n",
      "pids/docker/4f1c/pids.current": "3\n",
      "pids/docker/4f1c/pids.max": "max\n",
      "blkio/docker/4f1c/blkio.throttle.io_service_bytes_recursive": """
      254:0 Read 8192
      254:0 Write 4096
      254:0 Sync 12288
      254:0 Async 0
      254:0 Discard 0
      254:0 Total 12288
      Total 12288

      """,
      "blkio/docker/4f1c/blkio.throttle.io_serviced_recursive": """
      254:0 Read 2
      254:0 Write 1
      254:0 Sync 3
      254:0 Async 0
      254:0 Discard 0
      254:0 Total 3
      Total 3

      """,
      "unified/docker/4f1c/cpu.pressure": """
      some avg10=0.00 avg60=0.00 avg300=0.00 total=10750
      full avg10=0.00 avg60=0.00 avg300=0.00 total=1107

      """,
      "unified/docker/4f1c/cpu.stat": "usage_usec 28739\nuser_usec 10777\nsystem_usec 17962\n",
      "unified/docker/4f1c/io.pressure": """
      some avg10=0.00 avg60=0.00 avg300=0.00 total=700
      full avg10=0.00 avg60=0.00 avg300=0.00 total=600

      """,
      "unified/docker/4f1c/memory.pressure": """
      some avg10=0.00 avg60=0.00 avg300=0.00 total=900
      full avg10=0.00 avg60=0.00 avg300=0.00 total=800

      """,
    ], below: "sys/fs/cgroup")

  static let secondMounts = """
    23 27 0:22 / /sys rw,relatime shared:2 - sysfs sysfs rw
    24 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate

    """

  static let secondMembership = "0::/system.slice/docker-4f1c.scope\n"

  /// As the kernel documents them, in the order in which Linux 6.1 writes them.
  static let secondFiles = files(
    [
      "cgroup.procs": "100\n",
      "cpu.max": "50000 100000\n",
      "cpu.pressure": "some avg10=0.00 avg60=0.00 avg300=0.00 total=21\n",
      "cpu.stat": """
      usage_usec 1250000
      user_usec 1000000
      system_usec 250000
      nr_periods 20
      nr_throttled 4
      throttled_usec 150000
      nr_bursts 1
      burst_usec 500

      """,
      "io.stat": """
      254:0 rbytes=8192 wbytes=4096 rios=2 wios=1 dbytes=0 dios=0 cost.usage=1500 cost.wait=200 \
      cost.indebt=300 cost.indelay=400
      254:16 \n
      """,
      "memory.current": "1048576\n",
      "memory.events": "low 0\nhigh 2\nmax 9\noom 1\noom_kill 1\noom_group_kill 0\n",
      "memory.low": "0\n",
      "memory.max": "67108864\n",
      "memory.peak": "2097152\n",
      "memory.swap.current": "16384\n",
      "memory.swap.max": "max\n",
      "memory.stat": """
      anon 65536
      file 131072
      kernel 24576
      file_mapped 12288
      file_dirty 4096
      file_writeback 1024
      inactive_file 98304
      active_file 32768
      workingset_refault_anon 2
      workingset_refault_file 3
      pgscan 40
      pgsteal 30
      pgfault 900
      pgmajfault 5

      """,
      "pids.current": "1\n",
      "pids.max": "512\n",
    ], below: "sys/fs/cgroup/system.slice/docker-4f1c.scope")

  private static func files(_ files: [String: String], below folder: String) -> [String: String] {
    Dictionary(uniqueKeysWithValues: files.map { ("\(folder)/\($0.key)", $0.value) })
  }
}
