import ArgumentParser
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct CPUCollectorTests {
  private static let stat = """
    cpu  91359 42 37519 2197856 811 1 3456 0 5 3
    cpu0 44490 19 21045 1087069 220 1 3410 0 2 1
    cpu1 47869 23 16474 1110787 591 0 46 0 3 2
    intr 8885917 17 0

    """

  private func scrape(
    _ flags: String..., proc: [String: String] = [:], sys: [String: String] = [:]
  ) throws -> [String] {
    let host = try HostFixture(
      proc: ["stat": Self.stat].merging(proc) { _, new in new }, sys: sys)
    return samples(try exposition(of: CPUCollector(host.paths, .parse(flags))))
  }

  @Test func writesSecondsOfEachMode() throws {
    #expect(
      try scrape() == [
        #"node_cpu_seconds_total{cpu="0",mode="user"} 444.9"#,
        #"node_cpu_seconds_total{cpu="0",mode="nice"} 0.19"#,
        #"node_cpu_seconds_total{cpu="0",mode="system"} 210.45"#,
        #"node_cpu_seconds_total{cpu="0",mode="idle"} 10870.69"#,
        #"node_cpu_seconds_total{cpu="0",mode="iowait"} 2.2"#,
        #"node_cpu_seconds_total{cpu="0",mode="irq"} 0.01"#,
        #"node_cpu_seconds_total{cpu="0",mode="softirq"} 34.1"#,
        #"node_cpu_seconds_total{cpu="0",mode="steal"} 0"#,
        #"node_cpu_seconds_total{cpu="1",mode="user"} 478.69"#,
        #"node_cpu_seconds_total{cpu="1",mode="nice"} 0.23"#,
        #"node_cpu_seconds_total{cpu="1",mode="system"} 164.74"#,
        #"node_cpu_seconds_total{cpu="1",mode="idle"} 11107.87"#,
        #"node_cpu_seconds_total{cpu="1",mode="iowait"} 5.91"#,
        #"node_cpu_seconds_total{cpu="1",mode="irq"} 0"#,
        #"node_cpu_seconds_total{cpu="1",mode="softirq"} 0.46"#,
        #"node_cpu_seconds_total{cpu="1",mode="steal"} 0"#,
        #"node_cpu_guest_seconds_total{cpu="0",mode="user"} 0.02"#,
        #"node_cpu_guest_seconds_total{cpu="0",mode="nice"} 0.01"#,
        #"node_cpu_guest_seconds_total{cpu="1",mode="user"} 0.03"#,
        #"node_cpu_guest_seconds_total{cpu="1",mode="nice"} 0.02"#,
      ])
  }

  @Test func guestsCanBeTurnedOff() throws {
    let lines = try scrape("--no-collector.cpu.guest")
    #expect(lines.count == 16)
    #expect(!lines.contains { $0.hasPrefix("node_cpu_guest") })
  }

  @Test func countsThrottlesOncePerCoreAndPackage() throws {
    let topology = [
      "topology/physical_package_id": "0\n", "topology/core_id": "7\n",
      "thermal_throttle/core_throttle_count": "5\n",
      "thermal_throttle/package_throttle_count": "30\n",
    ]
    var sys: [String: String] = [:]
    for (file, text) in topology {
      sys["devices/system/cpu/cpu0/\(file)"] = text
      sys["devices/system/cpu/cpu1/\(file)"] = text
    }
    #expect(
      try scrape(sys: sys).filter { $0.contains("throttles") } == [
        #"node_cpu_core_throttles_total{core="7",package="0"} 5"#,
        #"node_cpu_package_throttles_total{package="0"} 30"#,
      ])
  }

  @Test func tellsIsolatedAndOfflineProcessors() throws {
    let lines = try scrape(sys: [
      "devices/system/cpu/isolated": "1\n", "devices/system/cpu/online": "0-1\n",
      "devices/system/cpu/present": "0-2\n",
    ])
    #expect(
      lines.suffix(4) == [
        #"node_cpu_isolated{cpu="1"} 1"#, #"node_cpu_online{cpu="0"} 1"#,
        #"node_cpu_online{cpu="1"} 1"#, #"node_cpu_online{cpu="2"} 0"#,
      ])
  }

  @Test func setsThatCannotBeReadDoNotCostTheTimes() throws {
    let host = try HostFixture(
      proc: ["stat": "cpu0 10 0 10 1000 50\n"],
      sys: [
        "devices/system/cpu/isolated": "(null)\n", "devices/system/cpu/online": "zero\n",
        "devices/system/cpu/present": "0\n",
      ])
    let partial = try PartialExposition(
      of: CPUCollector(host.paths, .parse(["--no-collector.cpu.guest"])))
    let lines = samples(partial.text)
    #expect(lines.count == 8)
    #expect(lines.allSatisfy { $0.hasPrefix("node_cpu_seconds_total") })
    #expect(
      partial.reason
        == "\(host.paths.sys.root)/devices/system/cpu/online: expected an integer, found 'zero'")
  }

  @Test func anUnknownFrequencyIsLeftOut() throws {
    let lines = try scrape(
      "--collector.cpu.info", proc: ["cpuinfo": "processor\t: 0\ncpu MHz\t\t: unknown\n"])
    #expect(lines.contains { $0.hasPrefix("node_cpu_info") })
    #expect(!lines.contains { $0.hasPrefix("node_cpu_frequency_hertz") })
  }

  @Test func theTimesAreServedWithoutCpuinfo() throws {
    let host = try HostFixture(proc: ["stat": Self.stat])
    let partial = try PartialExposition(
      of: CPUCollector(host.paths, .parse(["--collector.cpu.info"])))
    #expect(samples(partial.text).count == 20)
    #expect(
      partial.reason == "open \(host.paths.proc.root)/cpuinfo: No such file or directory")
  }

  @Test func namesTheFileOfABadLine() throws {
    let host = try HostFixture(proc: ["stat": "cpu0 10 -1\n"])
    #expect(
      throws: MalformedFile(
        path: "\(host.paths.proc.root)/stat",
        reason: ParseError(expected: "an integer", found: "-1"))
    ) { try exposition(of: CPUCollector(host.paths, .parse([]))) }
  }

  @Test func infoIsWrittenWhenItIsAskedFor() throws {
    let cpuinfo = """
      processor	: 0
      vendor_id	: GenuineIntel
      cpu family	: 6
      model		: 142
      model name	: Core
      stepping	: 10
      microcode	: 0xb4
      cpu MHz		: 799.998
      cache size	: 8192 KB
      physical id	: 0
      core id		: 0
      flags		: fpu aes avx avx2
      bugs		: mds spectre_v1

      """
    let lines = try scrape(
      "--collector.cpu.info.flags-include", "^avx", "--collector.cpu.info.bugs-include", "^mds$",
      proc: ["cpuinfo": cpuinfo])
    #expect(
      lines.suffix(5) == [
        #"node_cpu_info{cachesize="8192 KB",core="0",cpu="0",family="6",microcode="0xb4","#
          + #"model="142",model_name="Core",package="0",stepping="10",vendor="GenuineIntel"} 1"#,
        #"node_cpu_frequency_hertz{core="0",cpu="0",package="0"} 799998000"#,
        #"node_cpu_flag_info{flag="avx"} 1"#, #"node_cpu_flag_info{flag="avx2"} 1"#,
        #"node_cpu_bug_info{bug="mds"} 1"#,
      ])
  }

  @Test func countersDoNotStepBackBetweenScrapes() throws {
    let host = try HostFixture(proc: ["stat": "cpu0 10 0 10 1000 50 0 0 0 0 0\n"])
    let collector = try CPUCollector(host.paths, .parse([]))
    _ = try exposition(of: collector)
    try host.folder.write("cpu0 10 0 10 999 50 0 0 0 0 0\n", to: "proc/stat")
    #expect(
      samples(try exposition(of: collector)).contains(
        #"node_cpu_seconds_total{cpu="0",mode="idle"} 10"#))
  }
}
