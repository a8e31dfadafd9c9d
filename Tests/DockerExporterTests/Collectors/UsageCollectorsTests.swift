import Shared
import TestSupport
import Testing

@testable import DockerExporter

/// What collectors serve of recorded hosts, sample by sample.
@Suite struct UsageCollectorsTests {
  private let first = #"id="/docker/4f1c",image="box",name="web""#
  private let second = #"id="/system.slice/docker-4f1c.scope",image="box",name="web""#

  @Test func processorTimeOfTheFirstVersion() throws {
    let host = try RecordedHost.firstVersion()
    #expect(
      try served(host, first) { CPUCollector($0.containers) } == [
        "container_cpu_user_seconds_total{} 0.03",
        "container_cpu_system_seconds_total{} 0.01",
        #"container_cpu_usage_seconds_total{,cpu="total"} 0.028739849"#,
        "container_cpu_cfs_periods_total{} 5",
        "container_cpu_cfs_throttled_periods_total{} 2",
        "container_cpu_cfs_throttled_seconds_total{} 0.0415",
        "container_cpu_cfs_burst_periods_total{} 0",
        "container_cpu_cfs_burst_seconds_total{} 0",
      ])
  }

  @Test func processorTimeOfTheSecondVersion() throws {
    let host = try RecordedHost.secondVersion()
    #expect(
      try served(host, second) { CPUCollector($0.containers, perCPU: true) } == [
        "container_cpu_user_seconds_total{} 1",
        "container_cpu_system_seconds_total{} 0.25",
        #"container_cpu_usage_seconds_total{,cpu="total"} 1.25"#,
        "container_cpu_cfs_periods_total{} 20",
        "container_cpu_cfs_throttled_periods_total{} 4",
        "container_cpu_cfs_throttled_seconds_total{} 0.15",
        "container_cpu_cfs_burst_periods_total{} 1",
        "container_cpu_cfs_burst_seconds_total{} 0.0005",
      ])
  }

  @Test func processorsOneByOneStandInPlaceOfAllTogether() throws {
    let host = try RecordedHost.firstVersion()
    #expect(
      try served(host, first) { CPUCollector($0.containers, perCPU: true) }
        .filter { $0.contains("cpu=") } == [
          #"container_cpu_usage_seconds_total{,cpu="cpu00"} 0.000820653"#,
          #"container_cpu_usage_seconds_total{,cpu="cpu01"} 0.027919196"#,
        ])
  }

  @Test func withoutAQuotaNothingIsSaidOfOne() throws {
    let host = try RecordedHost.firstVersion()
    try host.folder.write("-1\n", to: "sys/fs/cgroup/cpu/docker/4f1c/cpu.cfs_quota_us")
    let context = host.context()
    #expect(try !host.exposition(of: CPUCollector(context.containers)).contains("_cfs_"))
    #expect(try !host.exposition(of: SpecCollector(context.containers)).contains("cpu_quota"))
  }

  @Test func memoryOfTheFirstVersion() throws {
    let host = try RecordedHost.firstVersion()
    #expect(
      try served(host, first) { MemoryCollector($0.containers) } == [
        "container_memory_cache{} 81920",
        "container_memory_rss{} 53248",
        "container_memory_kernel_usage{} 266240",
        "container_memory_mapped_file{} 12288",
        "container_memory_swap{} 8192",
        "container_memory_failcnt{} 7",
        "container_memory_usage_bytes{} 319488",
        "container_memory_max_usage_bytes{} 3633152",
        "container_memory_working_set_bytes{} 270336",
        "container_memory_total_active_file_bytes{} 32768",
        "container_memory_total_inactive_file_bytes{} 49152",
        "container_memory_file_dirty_bytes{} 4096",
        "container_memory_file_writeback_bytes{} 0",
        "container_memory_workingset_refault_file_total{} 5",
        "container_memory_workingset_refault_anon_total{} 0",
        "docker_container_oom_kills_total{} 1",
        #"container_memory_failures_total{,failure_type="pgfault",scope="container"} 1020"#,
        #"container_memory_failures_total{,failure_type="pgmajfault",scope="container"} 3"#,
        #"container_memory_failures_total{,failure_type="pgfault",scope="hierarchy"} 1120"#,
        #"container_memory_failures_total{,failure_type="pgmajfault",scope="hierarchy"} 4"#,
      ])
  }

  @Test func memoryOfTheSecondVersion() throws {
    let host = try RecordedHost.secondVersion()
    #expect(
      try served(host, second) { MemoryCollector($0.containers) } == [
        "container_memory_cache{} 131072",
        "container_memory_rss{} 65536",
        "container_memory_kernel_usage{} 24576",
        "container_memory_mapped_file{} 12288",
        "container_memory_swap{} 16384",
        "container_memory_failcnt{} 9",
        "container_memory_usage_bytes{} 1048576",
        "container_memory_max_usage_bytes{} 2097152",
        "container_memory_working_set_bytes{} 950272",
        "container_memory_total_active_file_bytes{} 32768",
        "container_memory_total_inactive_file_bytes{} 98304",
        "container_memory_events_high_total{} 2",
        "container_memory_events_max_total{} 9",
        "container_memory_file_dirty_bytes{} 4096",
        "container_memory_file_writeback_bytes{} 1024",
        "container_memory_pgscan_total{} 40",
        "container_memory_pgsteal_total{} 30",
        "container_memory_workingset_refault_file_total{} 3",
        "container_memory_workingset_refault_anon_total{} 2",
        "docker_container_oom_kills_total{} 1",
        #"container_memory_failures_total{,failure_type="pgfault",scope="container"} 900"#,
        #"container_memory_failures_total{,failure_type="pgmajfault",scope="container"} 5"#,
        #"container_memory_failures_total{,failure_type="pgfault",scope="hierarchy"} 900"#,
        #"container_memory_failures_total{,failure_type="pgmajfault",scope="hierarchy"} 5"#,
      ])
  }

  @Test func whatTheKernelDoesNotHaveIsAbsent() throws {
    let host = try RecordedHost.secondVersion()
    for name in ["peak", "swap.current", "events"] {
      try host.folder.remove("sys/fs/cgroup/system.slice/docker-4f1c.scope/memory.\(name)")
    }
    let text = try host.exposition(of: MemoryCollector(host.context().containers))
    for name in ["memory_max_usage", "memory_swap", "memory_failcnt", "oom_kills", "events"] {
      #expect(!text.contains(name))
    }
    #expect(text.contains("container_memory_working_set_bytes"))
  }

  @Test func withoutDescriptorsToKeepTheSameIsServed() throws {
    let host = try RecordedHost.firstVersion()
    let poor = HostPaths(
      procfs: host.paths.proc.root, sysfs: host.paths.sys.root, rootfs: host.folder.path,
      keptFiles: 0)
    let collector = MemoryCollector(ObservedContainers(host.ledger, poor))
    let rich = try served(host, first) { MemoryCollector($0.containers) }
    for _ in 0..<2 { #expect(try served(host, first, by: collector) == rich) }
  }

  @Test func theWorkingSetIsNeverBelowZero() {
    var reading = MemoryReading()
    reading.usage = 100
    reading.inactiveFile = 200
    #expect(reading.workingSet == 0)
    reading.inactiveFile = nil
    #expect(reading.workingSet == nil)
  }

  @Test func blockDevicesOfTheFirstVersion() throws {
    let host = try RecordedHost.firstVersion()
    try host.addProcessFiles()
    let device = #",device="/dev/vda""#
    let numbers = device + #",major="254",minor="0",operation="#
    #expect(
      try served(host, first) { BlockIOCollector($0.containers, $0.host) } == [
        "container_fs_reads_bytes_total{\(device)} 8192",
        "container_fs_reads_total{\(device)} 2",
        "container_fs_writes_bytes_total{\(device)} 4096",
        "container_fs_writes_total{\(device)} 1",
        "container_blkio_device_usage_total{\(numbers)\"Async\"} 0",
        "container_blkio_device_usage_total{\(numbers)\"Discard\"} 0",
        "container_blkio_device_usage_total{\(numbers)\"Read\"} 8192",
        "container_blkio_device_usage_total{\(numbers)\"Sync\"} 12288",
        "container_blkio_device_usage_total{\(numbers)\"Total\"} 12288",
        "container_blkio_device_usage_total{\(numbers)\"Write\"} 4096",
      ])
  }

  @Test func blockDevicesOfTheSecondVersionAndOneThatIsGone() throws {
    let host = try RecordedHost.secondVersion()
    let device = #",device="254:0""#
    let numbers = device + #",major="254",minor="0",operation="#
    #expect(
      try served(host, second) { BlockIOCollector($0.containers, $0.host) } == [
        "container_fs_reads_bytes_total{\(device)} 8192",
        "container_fs_reads_total{\(device)} 2",
        "container_fs_writes_bytes_total{\(device)} 4096",
        "container_fs_writes_total{\(device)} 1",
        "container_fs_io_cost_usage_seconds_total{\(device)} 0.0015",
        "container_fs_io_cost_wait_seconds_total{\(device)} 0.0002",
        "container_fs_io_cost_indebt_seconds_total{\(device)} 0.0003",
        "container_fs_io_cost_indelay_seconds_total{\(device)} 0.0004",
        "container_blkio_device_usage_total{\(numbers)\"Discard\"} 0",
        "container_blkio_device_usage_total{\(numbers)\"Read\"} 8192",
        "container_blkio_device_usage_total{\(numbers)\"Write\"} 4096",
      ])
  }

  @Test func pressure() throws {
    let host = try RecordedHost.firstVersion()
    #expect(
      try served(host, first) { PressureCollector($0.containers) } == [
        "container_pressure_cpu_stalled_seconds_total{} 0.001107",
        "container_pressure_cpu_waiting_seconds_total{} 0.01075",
        "container_pressure_memory_stalled_seconds_total{} 0.0008",
        "container_pressure_memory_waiting_seconds_total{} 0.0009",
        "container_pressure_io_stalled_seconds_total{} 0.0006",
        "container_pressure_io_waiting_seconds_total{} 0.0007",
      ])
  }

  @Test func withoutTheSecondVersionThereIsNoPressure() throws {
    let host = try RecordedHost.firstVersion()
    try host.folder.remove("sys/fs/cgroup/unified")
    let collector = PressureCollector(host.context().containers)
    #expect(throws: Absent.self) { try host.exposition(of: collector) }
    // Where nothing runs there is nothing to be missed.
    host.ledger.contents.update { $0.containers = [:] }
    #expect(try host.exposition(of: collector) == "")
  }

  @Test func limitsOfTheFirstVersion() throws {
    let host = try RecordedHost.firstVersion()
    let before = WallClock.seconds
    let all = try served(host, first) { SpecCollector($0.containers) }
    let seen = try #require(Double(all[0].split(separator: " ")[1]))
    #expect(seen >= before && seen <= WallClock.seconds)
    #expect(
      all.dropFirst() == [
        "container_creation_time_seconds{} 1000",
        "container_start_time_seconds{} 1001.5",
        "container_spec_cpu_period{} 100000",
        "container_spec_cpu_quota{} 50000",
        "container_spec_cpu_shares{} 1024",
        "container_spec_memory_limit_bytes{} 67108864",
        "container_spec_memory_swap_limit_bytes{} 134217728",
        "container_spec_memory_reservation_limit_bytes{} 0",
      ])
  }

  @Test func limitsOfTheSecondVersion() throws {
    let host = try RecordedHost.secondVersion()
    #expect(
      try served(host, second) { SpecCollector($0.containers) }.dropFirst(3) == [
        "container_spec_cpu_period{} 100000",
        "container_spec_cpu_quota{} 50000",
        "container_spec_cpu_shares{} 1024",
        "container_spec_memory_limit_bytes{} 67108864",
        "container_spec_memory_swap_limit_bytes{} 0",
        "container_spec_memory_reservation_limit_bytes{} 0",
      ])
  }

  @Test func limitsAreReadAgainWhenTheEngineChangesThem() throws {
    let host = try RecordedHost.firstVersion()
    let collector = SpecCollector(host.context().containers)
    #expect(try host.exposition(of: collector).contains("_memory_limit_bytes{\(first)} 67108864"))
    try host.folder.write(
      "33554432\n", to: "sys/fs/cgroup/memory/docker/4f1c/memory.limit_in_bytes")
    #expect(try host.exposition(of: collector).contains("_memory_limit_bytes{\(first)} 67108864"))
    host.ledger.contents.update { $0.containers["4f1c"]?.limits.memory = 33_554_432 }
    #expect(try host.exposition(of: collector).contains("_memory_limit_bytes{\(first)} 33554432"))
  }

  @Test func processes() throws {
    #expect(
      try served(.firstVersion(), first) { ProcessesCollector($0.containers) } == [
        "container_processes{} 2", "container_threads{} 3", "container_threads_max{} 0",
      ])
    #expect(
      try served(.secondVersion(), second) { ProcessesCollector($0.containers) } == [
        "container_processes{} 1", "container_threads{} 1", "container_threads_max{} 512",
      ])
  }

  @Test func memoryThatRanOutIsCountedAlsoOfContainersThatHaveEnded() throws {
    let host = try RecordedHost.firstVersion()
    let context = host.context()
    let collector = OOMCollector(host.ledger, context.containers)
    #expect(try served(host, first, by: collector) == ["container_oom_events_total{} 0"])
    host.ledger.contents.update {
      $0.containers["4f1c"]?.pid = nil
      $0.containers["4f1c"]?.state = .exited
      $0.histories["web", default: ContainerLedger.History()].oomEvents = 2
    }
    #expect(try served(host, first, by: collector) == ["container_oom_events_total{} 2"])
  }

  @Test func traffic() throws {
    let host = try RecordedHost.firstVersion()
    try host.addProcessFiles()
    let eth0 = #",interface="eth0""#
    #expect(
      try served(host, first) { NetworkCollector($0.containers) } == [
        "container_network_receive_bytes_total{\(eth0)} 1250",
        "container_network_receive_packets_total{\(eth0)} 12",
        "container_network_receive_packets_dropped_total{\(eth0)} 4",
        "container_network_receive_errors_total{\(eth0)} 3",
        "container_network_transmit_bytes_total{\(eth0)} 980",
        "container_network_transmit_packets_total{\(eth0)} 11",
        "container_network_transmit_packets_dropped_total{\(eth0)} 2",
        "container_network_transmit_errors_total{\(eth0)} 1",
      ])
  }

  @Test(arguments: ["the host's", "another container's"])
  func trafficOfOthersIsLeftOut(whose: String) throws {
    let host = try RecordedHost.firstVersion()
    try host.addProcessFiles()
    host.ledger.contents.update {
      $0.containers["4f1c"]?.usesHostNetwork = whose == "the host's"
      $0.containers["4f1c"]?.sharesNetwork = whose == "another container's"
    }
    let containers = host.context().containers
    #expect(try host.exposition(of: NetworkCollector(containers)) == "")
    #expect(try host.exposition(of: TCPCollector(containers)) == "")
    #expect(try host.exposition(of: UDPCollector(containers)) == "")
  }

  @Test func connections() throws {
    let host = try RecordedHost.firstVersion()
    try host.addProcessFiles()
    try host.folder.remove("proc/100/net/tcp6")
    let lines = try served(host, first) { TCPCollector($0.containers) }
    #expect(lines.count == 11)
    #expect(
      lines.filter { !$0.hasSuffix(" 0") } == [
        #"container_network_tcp_usage_total{,tcp_state="established"} 2"#,
        #"container_network_tcp_usage_total{,tcp_state="listen"} 1"#,
      ])
  }

  @Test func datagrams() throws {
    let host = try RecordedHost.firstVersion()
    try host.addProcessFiles()
    #expect(
      try served(host, first) { UDPCollector($0.containers) }.prefix(4) == [
        #"container_network_udp_usage_total{,udp_state="dropped"} 11"#,
        #"container_network_udp_usage_total{,udp_state="listen"} 2"#,
        #"container_network_udp_usage_total{,udp_state="rxqueued"} 768"#,
        #"container_network_udp_usage_total{,udp_state="txqueued"} 16"#,
      ])
  }

  @Test func whatIsOpen() throws {
    let host = try RecordedHost.firstVersion()
    try host.addProcessFiles()
    #expect(
      try served(host, first) { DescriptorsCollector($0.containers, $0.host) } == [
        "container_file_descriptors{} 3",
        "container_sockets{} 1",
        #"container_ulimits_soft{,ulimit="max_open_files"} 1024"#,
      ])
  }

  @Test func theMachine() throws {
    let host = try RecordedHost.firstVersion()
    try host.addProcessFiles()
    let labels = #"{boot_id="0d4b",machine_id="8f1e"}"#
    #expect(
      samples(try host.exposition(of: MachineCollector(host.paths))) == [
        "machine_cpu_cores\(labels) 4",
        "machine_cpu_physical_cores\(labels) 2",
        "machine_cpu_sockets\(labels) 1",
        "machine_memory_bytes\(labels) 25276641280",
        "machine_swap_bytes\(labels) 1048576",
      ])
  }

  /// The samples, without the labels that all of the container's have.
  private func served(
    _ host: RecordedHost, _ labels: String,
    by make: (UsageCollectors.Context) -> some Collector
  ) throws -> [String] {
    try served(host, labels, by: make(host.context()))
  }

  private func served(
    _ host: RecordedHost, _ labels: String, by collector: some Collector
  ) throws -> [String] {
    try samples(host.exposition(of: collector)).map { $0.replacing(labels, with: "") }
  }
}
