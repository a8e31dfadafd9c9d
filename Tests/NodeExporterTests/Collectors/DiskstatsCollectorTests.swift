import ArgumentParser
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct DiskstatsCollectorTests {
  /// Linux before 4.18, after it and after 5.5; a loop device and a partition.
  private static let diskstats = """
       7       0 loop0 0 0 0 0 0 0 0 0 0 0 0
       8       0 sda 25354637 34367663 1003346126 18492372 28444756 11134226 505697032 63877960 0 \
    9653880 82621804
       8       1 sda1 250 0 2000 36 0 0 0 0 0 36 36
       8      16 sdb 326552 841 9657779 84 41822 2895 1972905 5007 0 60730 67070 68851 0 \
    1925173784 11130
       8      32 sdc 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17

    """

  private func samples(
    _ prefix: String, _ flags: String..., sys: [String: String] = [:],
    udevData: [String: String] = [:]
  ) throws -> [String] {
    let host = try HostFixture(
      proc: ["diskstats": Self.diskstats], sys: sys, udevData: udevData)
    return TestSupport.samples(
      try exposition(of: DiskstatsCollector(host.paths, .parse(flags)))
    ).filter { $0.hasPrefix(prefix) }
  }

  @Test func writesAsManyCountersAsTheKernelHas() throws {
    let lines = try samples("node_disk_")
    #expect(lines.count { $0.contains(#"device="sda""#) } == 1 + 11)
    #expect(lines.count { $0.contains(#"device="sdb""#) } == 1 + 15)
    #expect(
      lines.filter { $0.contains(#"device="sdc""#) } == [
        #"node_disk_info{device="sdc",major="8",minor="32",model="",path="",revision="","#
          + #"rotational="",serial="",wwn=""} 1"#,
        #"node_disk_reads_completed_total{device="sdc"} 1"#,
        #"node_disk_reads_merged_total{device="sdc"} 2"#,
        #"node_disk_read_bytes_total{device="sdc"} 1536"#,
        #"node_disk_read_time_seconds_total{device="sdc"} 0.004"#,
        #"node_disk_writes_completed_total{device="sdc"} 5"#,
        #"node_disk_writes_merged_total{device="sdc"} 6"#,
        #"node_disk_written_bytes_total{device="sdc"} 3584"#,
        #"node_disk_write_time_seconds_total{device="sdc"} 0.008"#,
        #"node_disk_io_now{device="sdc"} 9"#,
        #"node_disk_io_time_seconds_total{device="sdc"} 0.01"#,
        #"node_disk_io_time_weighted_seconds_total{device="sdc"} 0.011"#,
        #"node_disk_discards_completed_total{device="sdc"} 12"#,
        #"node_disk_discards_merged_total{device="sdc"} 13"#,
        #"node_disk_discarded_sectors_total{device="sdc"} 14"#,
        #"node_disk_discard_time_seconds_total{device="sdc"} 0.015"#,
        #"node_disk_flush_requests_total{device="sdc"} 16"#,
        #"node_disk_flush_requests_time_seconds_total{device="sdc"} 0.017"#,
      ])
  }

  @Test(arguments: [
    ([], ["sda", "sdb", "sdc"]),
    (["--collector.diskstats.device-include", "^sda"], ["sda", "sda1"]),
    (["--collector.diskstats.device-exclude", "sd"], ["loop0"]),
    (["--collector.diskstats.ignored-devices", "[01bc]$"], ["sda"]),
  ])
  func choosesDevices(flags: [String], devices: [String]) throws {
    let host = try HostFixture(proc: ["diskstats": Self.diskstats])
    let text = try exposition(of: DiskstatsCollector(host.paths, .parse(flags)))
    #expect(
      TestSupport.samples(text).filter { $0.hasPrefix("node_disk_io_now") }
        == devices.map { #"node_disk_io_now{device="\#($0)"} \#($0 == "sdc" ? 9 : 0)"# })
  }

  @Test func aBadRowCostsNoOther() throws {
    let host = try HostFixture(proc: [
      "diskstats": "8 0 sda 1 2 3\n8 16 sdb 1 -2 3\n8 32 sdc 4 5 6\n"
    ])
    let partial = try PartialExposition(of: DiskstatsCollector(host.paths, .parse([])))
    #expect(
      TestSupport.samples(partial.text).filter { $0.hasPrefix("node_disk_reads_completed") } == [
        #"node_disk_reads_completed_total{device="sda"} 1"#,
        #"node_disk_reads_completed_total{device="sdc"} 4"#,
      ])
    #expect(
      partial.reason
        == "\(host.paths.proc.root)/diskstats: sdb: expected an integer, found '-2'")
  }

  @Test func aRowThatIsCutOffBecomesNoDevice() throws {
    let host = try HostFixture(proc: ["diskstats": "8 0 sda 1 2 3\n8 16 sdb\n8 32\n"])
    let partial = try PartialExposition(of: DiskstatsCollector(host.paths, .parse([])))
    #expect(
      TestSupport.samples(partial.text).allSatisfy { $0.contains(#"device="sda""#) })
    #expect(
      partial.reason
        == "\(host.paths.proc.root)/diskstats: sdb: expected a device's counters, found ''")
  }

  @Test func refusesIncludeAndExcludeTogether() throws {
    let host = try HostFixture()
    #expect(throws: FlagError.self) {
      try DiskstatsCollector(
        host.paths,
        .parse([
          "--collector.diskstats.device-include", "a", "--collector.diskstats.device-exclude", "b",
        ]))
    }
  }

  @Test func writesWhatUdevKnows() throws {
    let lines = try samples(
      "node_disk_", "--collector.diskstats.device-include", "^sda1?$",
      sys: [
        "block/sda/queue/rotational": "1\n", "dev/block/8:1/partition": "1\n",
        "dev/block/queue/rotational": "1\n",
      ],
      udevData: [
        "b8:0": """
        E:ID_ATA=1
        E:ID_MODEL=TOSHIBA_KSDB4U86
        E:ID_PATH=pci-0000:3b:00.0
        E:ID_REVISION=0102
        E:ID_SERIAL_SHORT=2160A0D5FVGG
        E:ID_WWN=0x7c72382b8de36a64
        E:ID_ATA_ROTATION_RATE_RPM=7200
        E:ID_ATA_WRITE_CACHE=1
        E:ID_ATA_WRITE_CACHE_ENABLED=0
        E:ID_FS_TYPE=ext4
        E:ID_FS_USAGE=filesystem
        E:ID_FS_UUID=3deafd0d
        E:ID_FS_VERSION=1.0

        """,
        "b8:1": """
        E:DM_NAME=system-root
        E:DM_UUID=LVM-NWED
        E:DM_VG_NAME=system
        E:DM_LV_NAME=root

        """,
      ]
    ).filter { $0.contains("info") || $0.contains("ata") }
    #expect(
      lines == [
        #"node_disk_info{device="sda",major="8",minor="0",model="TOSHIBA_KSDB4U86","#
          + #"path="pci-0000:3b:00.0",revision="0102",rotational="1",serial="2160A0D5FVGG","#
          + #"wwn="0x7c72382b8de36a64"} 1"#,
        #"node_disk_info{device="sda1",major="8",minor="1",model="",path="",revision="","#
          + #"rotational="1",serial="",wwn=""} 1"#,
        #"node_disk_filesystem_info{device="sda",type="ext4",usage="filesystem","#
          + #"uuid="3deafd0d",version="1.0"} 1"#,
        #"node_disk_device_mapper_info{device="sda1",lv_layer="",lv_name="root","#
          + #"name="system-root",uuid="LVM-NWED",vg_name="system"} 1"#,
        #"node_disk_ata_rotation_rate_rpm{device="sda"} 7200"#,
        #"node_disk_ata_write_cache{device="sda"} 1"#,
        #"node_disk_ata_write_cache_enabled{device="sda"} 0"#,
      ])
  }

  @Test func aDiskWhoseFolderComesLaterTurns() throws {
    let host = try HostFixture(proc: ["diskstats": Self.diskstats])
    let collector = try DiskstatsCollector(host.paths, .parse([]))
    #expect(!(try exposition(of: collector).contains(#"rotational="1""#)))
    try host.folder.write("1\n", to: "sys/block/sda/queue/rotational")
    #expect(try exposition(of: collector).contains(#"rotational="1""#))
  }

  @Test func readsUdevAgainWhenItWroteAnotherFile() throws {
    let host = try HostFixture(
      proc: ["diskstats": Self.diskstats], udevData: ["b8:0": "E:ID_MODEL=old\n"])
    let collector = try DiskstatsCollector(host.paths, .parse([]))
    #expect(try exposition(of: collector).contains(#"model="old""#))
    try host.folder.write("E:ID_MODEL=newer\n", to: "udev/b8:0")
    #expect(try exposition(of: collector).contains(#"model="newer""#))
    try host.folder.remove("udev/b8:0")
    #expect(!(try exposition(of: collector).contains(#"model="newer""#)))
  }
}
