/// What came of a query, as the name server says it.
struct DNSResponseCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  let rawValue: UInt16

  init(rawValue: UInt16) { self.rawValue = rawValue }

  /// By its name, as in `NXDOMAIN`; `nil` for a name that nobody knows.
  init?(_ name: String) {
    let name = name.uppercased()
    guard let code = Self.names.first(where: { $0.value == name })?.key else { return nil }
    self.init(rawValue: code)
  }

  var description: String { Self.names[rawValue] ?? "RCODE\(rawValue)" }

  static let noError = DNSResponseCode(rawValue: 0)

  private static let names: [UInt16: String] = [
    0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED",
    6: "YXDOMAIN", 7: "YXRRSET", 8: "NXRRSET", 9: "NOTAUTH", 10: "NOTZONE", 11: "DSOTYPENI",
    16: "BADSIG", 17: "BADKEY", 18: "BADTIME", 19: "BADMODE", 20: "BADNAME", 21: "BADALG",
    22: "BADTRUNC", 23: "BADCOOKIE",
  ]
}
