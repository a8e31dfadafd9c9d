import ArgumentParser
import CLinux
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct QdiscCollectorTests {
  private static func qdisc(_ device: UInt32, parent: UInt32, _ kind: String) -> [UInt8] {
    var fixed: [UInt8] = [0, 0, 0, 0]
    for number in [device, 0, parent, 0] { fixed.append(native: number) }
    var queue: [UInt8] = []
    for number: UInt32 in [5, 600, 7, 8, 9] { queue.append(native: number) }
    let statistics = message(
      [],
      [
        (TCA_STATS_BASIC, .native(UInt64(83)) + .native(UInt32(2)) + [0, 0, 0, 0]),
        (TCA_STATS_PKT64, .native(UInt64(1) << 33)), (TCA_STATS_QUEUE, queue),
      ])
    return message(fixed, [(TCA_KIND, zeroed(kind)), (TCA_STATS2, statistics)])
  }

  private func scrape(_ flags: String...) throws -> [String] {
    let netlink = RecordedNetlink(
      answers: [
        UInt16(RTM_GETQDISC): [
          0: [
            Self.qdisc(2, parent: .max, "fq"), Self.qdisc(2, parent: 1, "pfifo"),
            Self.qdisc(3, parent: .max, "mq"), [1, 2, 3],
          ]
        ]
      ], type: UInt16(RTM_NEWQDISC))
    return samples(
      try exposition(of: QdiscCollector(.parse(flags), asking: netlink) { "wlan\($0)" }))
  }

  @Test func writesThoseOfTheDevicesThemselves() throws {
    #expect(
      try scrape("--collector.qdisc.device-exclude", "wlan3") == [
        #"node_qdisc_bytes_total{device="wlan2",kind="fq"} 83"#,
        #"node_qdisc_packets_total{device="wlan2",kind="fq"} 8589934592"#,
        #"node_qdisc_drops_total{device="wlan2",kind="fq"} 7"#,
        #"node_qdisc_requeues_total{device="wlan2",kind="fq"} 8"#,
        #"node_qdisc_overlimits_total{device="wlan2",kind="fq"} 9"#,
        #"node_qdisc_current_queue_length{device="wlan2",kind="fq"} 5"#,
        #"node_qdisc_backlog{device="wlan2",kind="fq"} 600"#,
      ])
  }

  @Test func keepsOnlyWhatIsIncluded() throws {
    let lines = try scrape("--collector.qdisk.device-include", "wlan3")
    #expect(lines.count == 7)
    #expect(lines.allSatisfy { $0.contains(#"{device="wlan3",kind="mq"}"#) })
  }

  /// Every machine has a loopback device.
  @Test func asksTheKernel() throws {
    _ = try exposition(of: QdiscCollector(.parse([])))
  }
}
