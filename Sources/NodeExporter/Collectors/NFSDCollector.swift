import Shared

/// Requests that this host answered as an NFS server, from `/proc/net/rpc/nfsd`.
struct NFSDCollector: Collector {
  let name = "nfsd"
  private let statistics: KernelFile

  init(_ host: HostPaths) {
    statistics = host.proc.file("net/rpc/nfsd")
  }

  func collect(into metrics: inout MetricWriter) throws {
    try Self.meaning.write(statistics, into: &metrics)
  }

  private static let meaning = RPCStatistics(table: table, requests: requests)

  private static func count(_ stem: String, _ help: String) -> ColumnTable.Column {
    .counter("node_nfsd_\(stem)_total", help)
  }

  private static func failure(_ error: String) -> ColumnTable.Column {
    .labelled("node_nfsd_rpc_errors_total", "error", error, "Calls that were refused, by reason.")
  }

  private static func packets(_ proto: String) -> ColumnTable.Column {
    .labelled("node_nfsd_packets_total", "proto", proto, "Packets, by protocol.")
  }

  private static let table = ColumnTable([
    "rc": [
      count("reply_cache_hits", "Calls that had been answered before."),
      count("reply_cache_misses", "Calls that were new and whose answer is kept."),
      count("reply_cache_nocache", "Calls whose answer is not kept."),
    ],
    "fh": [count("file_handles_stale", "Handles of files that are no longer there.")],
    "io": [
      count("disk_bytes_read", "Bytes read."), count("disk_bytes_written", "Bytes written."),
    ],
    "th": [
      ColumnTable.Column(
        FamilyHeader("node_nfsd_server_threads", .gauge, "Threads that answer."))
    ],
    // A histogram of how far ahead was read stands between the two.
    "ra": [
      ColumnTable.Column(
        FamilyHeader(
          "node_nfsd_read_ahead_cache_size_blocks", .gauge, "Size of the cache for reading ahead."))
    ] + [ColumnTable.Column?](repeating: nil, count: 10) + [
      count("read_ahead_cache_not_found", "Reads that the cache for reading ahead did not know.")
    ],
    "net": [nil, packets("udp"), packets("tcp"), count("connections", "Connections over TCP.")],
    // The second is the sum of those behind it.
    "rpc": [
      count("server_rpcs", "Calls that were answered."), nil, failure("fmt"), failure("auth"),
      failure("cInt"),
    ],
    // Since Linux 6.8.
    "wdeleg_getattr": [
      ColumnTable.Column(
        FamilyHeader(requestsName, .counter, requestsHelp),
        Labels([Label("method", "WdelegGetattr"), Label("proto", "4")]))
    ],
  ])

  private static let requestsName = "node_nfsd_requests_total"
  private static let requestsHelp = "Calls by procedure, and operations of version 4."

  private static let requests: [String: RequestCounts] = {
    let header = FamilyHeader(requestsName, .counter, requestsHelp)
    return [
      "proc2": RequestCounts(header, proto: "2", NFSProcedures.version2),
      "proc3": RequestCounts(header, proto: "3", NFSProcedures.version3),
      "proc4ops": RequestCounts(header, proto: "4", NFSProcedures.operations4),
    ]
  }()
}
