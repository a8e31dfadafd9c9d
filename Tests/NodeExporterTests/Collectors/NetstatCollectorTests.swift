import ArgumentParser
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct NetstatCollectorTests {
  /// Recorded on Linux 6.1 and shortened.
  private static let files = [
    "net/netstat": """
    TcpExt: SyncookiesSent EmbryonicRsts ListenOverflows ListenDrops TCPTimeouts TCPOFOQueue
    TcpExt: 1 2 3 4 5 6
    IpExt: InNoRoutes InOctets OutOctets
    IpExt: 7 6286396970 9

    """,
    "net/snmp": """
    Ip: Forwarding DefaultTTL
    Ip: 1 64
    IcmpMsg: InType3
    IcmpMsg: 104
    Tcp: MaxConn CurrEstab InErrs
    Tcp: -1 10 11

    """,
    "net/snmp6": """
    Ip6InReceives                   	7
    Ip6InOctets                     	460
    Icmp6InErrors                   	1
    Icmp6OutType133                 	8
    UdpLite6InErrors                	2

    """,
  ]

  private func collector(
    _ host: HostFixture, _ arguments: [String] = []
  ) throws -> NetstatCollector {
    try NetstatCollector(host.paths, NetstatCollector.Options.parse(arguments))
  }

  @Test func writesWhatMattersByDefault() throws {
    let host = try HostFixture(proc: Self.files)
    let text = try exposition(of: collector(host))
    #expect(
      samples(text) == [
        "node_netstat_TcpExt_SyncookiesSent 1",
        "node_netstat_TcpExt_ListenOverflows 3",
        "node_netstat_TcpExt_ListenDrops 4",
        "node_netstat_TcpExt_TCPTimeouts 5",
        "node_netstat_TcpExt_TCPOFOQueue 6",
        "node_netstat_IpExt_InOctets 6286396970",
        "node_netstat_IpExt_OutOctets 9",
        "node_netstat_Ip_Forwarding 1",
        "node_netstat_Tcp_CurrEstab 10",
        "node_netstat_Tcp_InErrs 11",
        "node_netstat_Ip6_InOctets 460",
        "node_netstat_Icmp6_InErrors 1",
        "node_netstat_UdpLite6_InErrors 2",
      ])
    #expect(
      text.hasPrefix(
        """
        # HELP node_netstat_TcpExt_SyncookiesSent The kernel's counter SyncookiesSent of TcpExt.
        # TYPE node_netstat_TcpExt_SyncookiesSent untyped

        """))
  }

  @Test func writesTheFieldsThatAreAskedFor() throws {
    let host = try HostFixture(proc: Self.files)
    let collector = try collector(
      host, ["--collector.netstat.fields=^(Tcp|Icmp6|Ip6)_"])
    #expect(
      samples(try exposition(of: collector)) == [
        "node_netstat_Tcp_MaxConn -1", "node_netstat_Tcp_CurrEstab 10",
        "node_netstat_Tcp_InErrs 11", "node_netstat_Ip6_InReceives 7",
        "node_netstat_Ip6_InOctets 460", "node_netstat_Icmp6_InErrors 1",
        "node_netstat_Icmp6_OutType133 8",
      ])
  }

  @Test func followsCountersThatComeWhileItRuns() throws {
    let host = try HostFixture(proc: Self.files)
    let collector = try collector(host, ["--collector.netstat.fields=^Icmp"])
    #expect(
      samples(try exposition(of: collector)) == [
        "node_netstat_IcmpMsg_InType3 104", "node_netstat_Icmp6_InErrors 1",
        "node_netstat_Icmp6_OutType133 8",
      ])
    try host.folder.write("IcmpMsg: InType0 InType3\nIcmpMsg: 1 105\n", to: "proc/net/snmp")
    try host.folder.write(
      "Icmp6InErrors 1\nIcmp6InType1 2\nIcmp6OutType133 9\n", to: "proc/net/snmp6")
    #expect(
      samples(try exposition(of: collector)) == [
        "node_netstat_IcmpMsg_InType0 1", "node_netstat_IcmpMsg_InType3 105",
        "node_netstat_Icmp6_InErrors 1", "node_netstat_Icmp6_InType1 2",
        "node_netstat_Icmp6_OutType133 9",
      ])
  }

  @Test func doesWithoutIPv6() throws {
    var files = Self.files
    files["net/snmp6"] = nil
    let host = try HostFixture(proc: files)
    let text = try exposition(of: collector(host))
    #expect(samples(text).last == "node_netstat_Tcp_InErrs 11")
  }

  @Test func aMissingValueCostsNoOther() throws {
    var files = Self.files
    files["net/snmp"] =
      "Ip: DefaultTTL Forwarding\nIp: 64\nTcp: InSegs OutSegs\nTcp: x 5\n"
    files["net/snmp6"] = "Ip6InOctets ?\nIp6OutOctets 8\n"
    let host = try HostFixture(proc: files)
    let partial = try PartialExposition(of: collector(host))
    #expect(
      samples(partial.text).suffix(3) == [
        "node_netstat_IpExt_OutOctets 9", "node_netstat_Tcp_OutSegs 5",
        "node_netstat_Ip6_OutOctets 8",
      ])
    #expect(
      partial.reason
        == "\(host.paths.proc.root)/net/snmp: node_netstat_Ip_Forwarding: "
        + "expected a number, found ''")
  }

  @Test func aPatternThatIsNoneIsAnErrorThatNamesTheFlag() throws {
    let options = try NetstatCollector.Options.parse(["--collector.netstat.fields=(Tcp"])
    #expect {
      try NetstatCollector(HostPaths(), options)
    } throws: { error in
      "\(error)".contains("--collector.netstat.fields") && "\(error)".contains("(Tcp")
    }
  }
}
