import ArgumentParser
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct CgroupCollectorTests {
  private static let pressure = """
    some avg10=0.00 avg60=0.00 avg300=0.00 total=2000000
    full avg10=0.00 avg60=0.00 avg300=0.00 total=1500000

    """

  @Test func writesWhatTheSecondVersionCounts() throws {
    let group = "fs/cgroup/system.slice/ssh.service"
    let host = try HostFixture(sys: [
      "fs/cgroup/cgroup.controllers": "cpu io memory pids\n",
      "\(group)/cpu.stat": "usage_usec 1500000\nuser_usec 1000000\n",
      "\(group)/memory.current": "8192\n", "\(group)/memory.stat": "anon 4096\nfile 4096\n",
      "\(group)/memory.events": "low 0\nhigh 0\nmax 0\noom 3\noom_kill 2\n",
      "\(group)/io.stat":
        "8:0 rbytes=100 wbytes=7 rios=1 wios=1 dbytes=0 dios=0\n8:16 rbytes=1 wbytes=0\n",
      "\(group)/pids.current": "5\n", "\(group)/cpu.pressure": Self.pressure,
      "\(group)/io.pressure": Self.pressure, "\(group)/memory.pressure": Self.pressure,
    ])
    let label = #"cgroup="/system.slice/ssh.service""#
    #expect(
      samples(try exposition(of: CgroupCollector(host.paths, .parse([])))) == [
        "node_cgroup_groups 1",
        "node_cgroup_cpu_seconds_total{\(label)} 1.5",
        "node_cgroup_memory_bytes{\(label)} 8192",
        "node_cgroup_memory_anonymous_bytes{\(label)} 4096",
        "node_cgroup_oom_kills_total{\(label)} 2",
        "node_cgroup_tasks{\(label)} 5",
        "node_cgroup_read_bytes_total{\(label)} 101",
        "node_cgroup_written_bytes_total{\(label)} 7",
        "node_cgroup_pressure_waiting_seconds_total{\(label),resource=\"cpu\"} 2",
        "node_cgroup_pressure_waiting_seconds_total{\(label),resource=\"io\"} 2",
        "node_cgroup_pressure_waiting_seconds_total{\(label),resource=\"memory\"} 2",
        "node_cgroup_pressure_stalled_seconds_total{\(label),resource=\"cpu\"} 1.5",
        "node_cgroup_pressure_stalled_seconds_total{\(label),resource=\"io\"} 1.5",
        "node_cgroup_pressure_stalled_seconds_total{\(label),resource=\"memory\"} 1.5",
      ])
  }

  @Test func writesWhatTheFirstVersionCounts() throws {
    let path = "system.slice/ssh.service"
    let host = try HostFixture(sys: [
      "fs/cgroup/cpuacct/\(path)/cpuacct.usage": "2500000000\n",
      "fs/cgroup/memory/\(path)/memory.usage_in_bytes": "8192\n",
      "fs/cgroup/memory/\(path)/memory.stat": "cache 1\nrss 2\ntotal_cache 3\ntotal_rss 4\n",
      "fs/cgroup/memory/\(path)/memory.oom_control":
        "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n",
      "fs/cgroup/blkio/\(path)/blkio.throttle.io_service_bytes":
        "8:0 Read 10\n8:0 Write 20\n8:0 Total 30\nTotal 30\n",
      "fs/cgroup/pids/\(path)/pids.current": "6\n",
      "fs/cgroup/unified/\(path)/cpu.pressure": Self.pressure,
    ])
    let label = #"cgroup="/system.slice/ssh.service""#
    #expect(
      samples(try exposition(of: CgroupCollector(host.paths, .parse([])))) == [
        "node_cgroup_groups 1",
        "node_cgroup_cpu_seconds_total{\(label)} 2.5",
        "node_cgroup_memory_bytes{\(label)} 8192",
        "node_cgroup_memory_anonymous_bytes{\(label)} 4",
        "node_cgroup_oom_kills_total{\(label)} 1",
        "node_cgroup_tasks{\(label)} 6",
        "node_cgroup_read_bytes_total{\(label)} 10",
        "node_cgroup_written_bytes_total{\(label)} 20",
        "node_cgroup_pressure_waiting_seconds_total{\(label),resource=\"cpu\"} 2",
        "node_cgroup_pressure_stalled_seconds_total{\(label),resource=\"cpu\"} 1.5",
      ])
  }

  private func many() throws -> HostFixture {
    var files = ["fs/cgroup/cgroup.controllers": "cpu memory\n"]
    for (name, cpu, memory) in [("a", 10, 1), ("b", 1, 10), ("c", 2, 2), ("d", 5, 5)] {
      files["fs/cgroup/\(name).service/cpu.stat"] = "usage_usec \(cpu)\n"
      files["fs/cgroup/\(name).service/memory.current"] = "\(memory)\n"
    }
    return try HostFixture(sys: files)
  }

  private func memory(_ flags: String...) throws -> [String] {
    let host = try many()
    return samples(try exposition(of: CgroupCollector(host.paths, .parse(flags)))).filter {
      $0.hasPrefix("node_cgroup_memory_bytes") || $0.hasPrefix("node_cgroup_groups")
    }
  }

  @Test func keepsTheLargestWhereThereAreTooMany() throws {
    #expect(
      try memory("--collector.cgroup.limit", "2") == [
        "node_cgroup_groups 4", #"node_cgroup_memory_bytes{cgroup="/a.service"} 1"#,
        #"node_cgroup_memory_bytes{cgroup="/b.service"} 10"#,
      ])
  }

  @Test func filtersByPath() throws {
    #expect(
      try memory("--collector.cgroup.include", "^/[bcd]", "--collector.cgroup.exclude", "/b|/d")
        == [
          "node_cgroup_groups 1", #"node_cgroup_memory_bytes{cgroup="/c.service"} 2"#,
        ])
  }

  @Test func aBrokenFileCostsItsOwnSeries() throws {
    let host = try many()
    try host.folder.write("rubbish\n", to: "sys/fs/cgroup/a.service/memory.current")
    let page = try PartialExposition(of: CgroupCollector(host.paths, .parse([])))
    #expect(page.reason?.contains("a.service/memory.current") == true)
    #expect(page.text.contains(#"node_cgroup_cpu_seconds_total{cgroup="/a.service"} 1e-05"#))
    #expect(page.text.contains(#"node_cgroup_memory_bytes{cgroup="/b.service"} 10"#))
  }
}
