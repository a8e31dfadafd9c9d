import Shared

/// How often each procedure of a version of NFS was called: one line of `/proc/net/rpc/nfs` or
/// `nfsd`, whose first number says how many follow.
struct RequestCounts: Sendable {
  private let header: FamilyHeader
  private let labels: [Labels?]

  init(_ header: FamilyHeader, proto: String, _ procedures: [String?]) {
    self.header = header
    labels = procedures.map { name in
      name.map { Labels([Label("method", $0), Label("proto", proto)]) }
    }
  }

  /// Reads what follows the line's key. A procedure that an older kernel does not know was never
  /// called.
  func read(_ line: inout TextCursor, into groups: inout FamilyGroups) throws(ParseError) {
    line.skip()
    for labels in labels {
      line.skipBlanks()
      let count: UInt64 = line.isAtEnd ? 0 : try line.integer()
      if let labels { groups.append(header, count, labels) }
    }
  }
}
