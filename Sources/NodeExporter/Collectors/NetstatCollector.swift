import ArgumentParser
import Shared

/// The counters of the network protocols, from `/proc/net/netstat`, `snmp` and `snmp6`.
struct NetstatCollector: Collector {
  struct Options: ParsableArguments, Sendable {
    @Option(
      name: .customLong("collector.netstat.fields"),
      help: ArgumentHelp(
        "Regular expression of the fields that the netstat collector exposes.",
        discussion: "The default is \(NetstatCollector.defaultFields)", valueName: "regex"))
    var fields: String?
  }

  static let defaultFields =
    "^(.*_(InErrors|InErrs)|Ip_Forwarding|Ip(6|Ext)_(InOctets|OutOctets)|Icmp6?_(InMsgs|OutMsgs)"
    + "|TcpExt_(Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts|TCPOFOQueue|TCPRcvQDrop)"
    + "|Tcp_(ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)"
    + "|Udp6?_(InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$"

  let name = "netstat"
  private let netstat: Source
  private let snmp: Source
  private let snmp6: Source

  private struct Source {
    let file: KernelFile
    let plan: FieldPlan
  }

  init(_ host: HostPaths, _ options: Options) throws {
    let fields = try Pattern(
      flag: "collector.netstat.fields", options.fields ?? Self.defaultFields)
    func source(
      _ file: String, _ choose: @escaping @Sendable (String, Pattern) -> [FieldPlan.Field]
    )
      -> Source
    {
      Source(file: host.proc.file("net/\(file)"), plan: FieldPlan { choose($0, fields) })
    }
    netstat = source("netstat", Self.columns)
    snmp = source("snmp", Self.columns)
    snmp6 = source("snmp6", Self.line)
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    try writeTable(netstat, into: &metrics, noting: &losses)
    try writeTable(snmp, into: &metrics, noting: &losses)
    do {
      let file = try snmp6.file.readOrAbsent()
      snmp6.plan.writeLines(of: snmp6.file, file, into: &metrics, noting: &losses)
    } catch is Absent {
      // A kernel without IPv6.
    }
    try losses.report()
  }

  /// Two lines for each protocol: `TcpExt: ListenDrops …`, then `TcpExt: 0 …`.
  private func writeTable(
    _ source: Source, into metrics: inout MetricWriter, noting losses: inout Losses
  ) throws {
    let file = try source.file.read()
    source.plan.reading { plan in
      var lines = TextCursor(file.span)
      while let names = lines.nextLine(), var values = lines.nextLine() {
        var column = 0
        for index in plan.fields(of: names) {
          let field = plan[index]
          values.skip(fields: field.column - column)
          column = field.column + 1
          do throws(ParseError) {
            let value = try values.number()
            metrics.family(field.family, .untyped, field.help)
            metrics.sample(value)
          } catch {
            losses.note(source.file.malformed(error, in: field.family))
          }
        }
      }
    }
  }

  /// The wanted ones of `TcpExt: ListenDrops …`, whose column 0 is the protocol.
  private static func columns(_ header: String, _ wanted: Pattern) -> [FieldPlan.Field] {
    let names = header.split(separator: " ")
    guard let first = names.first, first.last == ":" else { return [] }
    return names.enumerated().dropFirst().compactMap { column, name in
      field(protocol: first.dropLast(), name, column: column, wanted)
    }
  }

  /// The one of `Ip6InReceives`, if it is wanted: the protocol's name ends with the 6.
  private static func line(_ name: String, _ wanted: Pattern) -> [FieldPlan.Field] {
    guard let six = name.firstIndex(of: "6") else { return [] }
    let field = field(protocol: name[...six], name[six...].dropFirst(), column: 0, wanted)
    return field.map { [$0] } ?? []
  }

  private static func field(
    protocol: Substring, _ name: Substring, column: Int, _ wanted: Pattern
  ) -> FieldPlan.Field? {
    guard wanted.matches("\(`protocol`)_\(name)") else { return nil }
    return FieldPlan.Field(
      column: column, family: "node_netstat_\(`protocol`)_\(name)",
      help: "The kernel's counter \(name) of \(`protocol`).")
  }
}
