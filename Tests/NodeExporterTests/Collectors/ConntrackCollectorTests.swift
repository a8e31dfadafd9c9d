import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct ConntrackCollectorTests {
  private static let counts = [
    "sys/net/netfilter/nf_conntrack_count": "123\n",
    "sys/net/netfilter/nf_conntrack_max": "65536\n",
  ]

  /// Linux 3.x, two processors.
  private static let statistics = """
    entries  searched found new invalid ignore delete delete_list insert insert_failed drop \
    early_drop icmp_error  expect_new expect_create expect_delete search_restart
    00000021  00000000 00000000 00000000 00000003 0000588a 00000000 00000000 00000000 00000000 \
    00000000 00000000 00000000  00000000 00000000 00000000 00000000
    00000021  00000000 00000000 00000000 00000002 000056a4 00000000 00000000 00000000 00000000 \
    00000000 00000000 00000000  00000000 00000000 00000000 00000002

    """

  @Test func sumsTheColumnsOverTheProcessors() throws {
    let host = try HostFixture(
      proc: Self.counts.merging(["net/stat/nf_conntrack": Self.statistics]) { old, _ in old })
    #expect(
      samples(try exposition(of: ConntrackCollector(host.paths))) == [
        "node_nf_conntrack_entries 123",
        "node_nf_conntrack_entries_limit 65536",
        "node_nf_conntrack_stat_found 0",
        "node_nf_conntrack_stat_invalid 5",
        "node_nf_conntrack_stat_ignore 44846",
        "node_nf_conntrack_stat_insert 0",
        "node_nf_conntrack_stat_insert_failed 0",
        "node_nf_conntrack_stat_drop 0",
        "node_nf_conntrack_stat_early_drop 0",
        "node_nf_conntrack_stat_search_restart 2",
      ])
  }

  @Test func leavesOutAColumnThatTheKernelDoesNotHave() throws {
    let host = try HostFixture(
      proc: Self.counts.merging(["net/stat/nf_conntrack": "drop clashres\n0000000a 1\n"]) {
        old, _ in old
      })
    #expect(
      samples(try exposition(of: ConntrackCollector(host.paths))) == [
        "node_nf_conntrack_entries 123", "node_nf_conntrack_entries_limit 65536",
        "node_nf_conntrack_stat_drop 10",
      ])
  }

  @Test func aSumThatOverflowsStartsAnew() throws {
    let host = try HostFixture(
      proc: Self.counts.merging([
        "net/stat/nf_conntrack": "drop\nffffffffffffffff\nffffffffffffffff\n"
      ]) { old, _ in old })
    #expect(
      samples(try exposition(of: ConntrackCollector(host.paths))).last
        == "node_nf_conntrack_stat_drop 18446744073709551614")
  }

  @Test func countsBesideStatisticsThatCannotBeRead() throws {
    let host = try HostFixture(
      proc: Self.counts.merging(["net/stat/nf_conntrack": "drop\nxyz\n"]) { old, _ in old })
    let partial = try PartialExposition(of: ConntrackCollector(host.paths))
    #expect(
      samples(partial.text) == [
        "node_nf_conntrack_entries 123", "node_nf_conntrack_entries_limit 65536",
      ])
    #expect(
      partial.reason
        == "\(host.paths.proc.root)/net/stat/nf_conntrack: "
        + "expected a hexadecimal integer, found 'xyz'")
  }

  @Test func namesTheFileThatHoldsNoNumber() throws {
    let host = try HostFixture(proc: [
      "sys/net/netfilter/nf_conntrack_count": "-1\n", "sys/net/netfilter/nf_conntrack_max": "2\n",
    ])
    #expect(
      throws: MalformedFile(
        path: "\(host.paths.proc.root)/sys/net/netfilter/nf_conntrack_count",
        reason: ParseError(expected: "an integer", found: "-1"))
    ) { try exposition(of: ConntrackCollector(host.paths)) }
  }

  @Test func countsWithoutStatistics() throws {
    let host = try HostFixture(proc: Self.counts)
    #expect(
      samples(try exposition(of: ConntrackCollector(host.paths))) == [
        "node_nf_conntrack_entries 123", "node_nf_conntrack_entries_limit 65536",
      ])
  }

  @Test func isAbsentWithoutTheModule() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) { try exposition(of: ConntrackCollector(host.paths)) }
  }
}
