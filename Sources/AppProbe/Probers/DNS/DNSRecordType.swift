/// What a record holds, by IANA's number: <https://www.iana.org/assignments/dns-parameters>.
struct DNSRecordType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  let rawValue: UInt16

  init(rawValue: UInt16) { self.rawValue = rawValue }

  /// By its name, as in `AAAA` or `TYPE65`; `nil` for a name that nobody knows.
  init?(_ name: String) {
    let name = name.uppercased()
    guard let number = Self.numbers[name] ?? Self.number(name, after: "TYPE") else { return nil }
    self.init(rawValue: number)
  }

  var name: String? { Self.names[rawValue] }

  var description: String { name ?? "TYPE\(rawValue)" }

  static let a = DNSRecordType(rawValue: 1)
  static let ns = DNSRecordType(rawValue: 2)
  static let cname = DNSRecordType(rawValue: 5)
  static let soa = DNSRecordType(rawValue: 6)
  static let ptr = DNSRecordType(rawValue: 12)
  static let hinfo = DNSRecordType(rawValue: 13)
  static let mx = DNSRecordType(rawValue: 15)
  static let txt = DNSRecordType(rawValue: 16)
  static let aaaa = DNSRecordType(rawValue: 28)
  static let srv = DNSRecordType(rawValue: 33)
  static let naptr = DNSRecordType(rawValue: 35)
  static let dname = DNSRecordType(rawValue: 39)
  static let opt = DNSRecordType(rawValue: 41)
  static let ds = DNSRecordType(rawValue: 43)
  static let sshfp = DNSRecordType(rawValue: 44)
  static let rrsig = DNSRecordType(rawValue: 46)
  static let dnskey = DNSRecordType(rawValue: 48)
  static let tlsa = DNSRecordType(rawValue: 52)
  static let cds = DNSRecordType(rawValue: 59)
  static let cdnskey = DNSRecordType(rawValue: 60)
  static let svcb = DNSRecordType(rawValue: 64)
  static let https = DNSRecordType(rawValue: 65)
  static let spf = DNSRecordType(rawValue: 99)
  static let any = DNSRecordType(rawValue: 255)
  static let caa = DNSRecordType(rawValue: 257)

  static func number(_ name: String, after prefix: String) -> UInt16? {
    guard name.hasPrefix(prefix), name.utf8.last.map({ (0x30...0x39).contains($0) }) == true else {
      return nil
    }
    return UInt16(name.dropFirst(prefix.count))
  }

  private static let numbers: [String: UInt16] = [
    "A": 1, "NS": 2, "MD": 3, "MF": 4, "CNAME": 5, "SOA": 6, "MB": 7, "MG": 8, "MR": 9, "NULL": 10,
    "PTR": 12, "HINFO": 13, "MINFO": 14, "MX": 15, "TXT": 16, "RP": 17, "AFSDB": 18, "X25": 19,
    "ISDN": 20, "RT": 21, "NSAP-PTR": 23, "SIG": 24, "KEY": 25, "PX": 26, "GPOS": 27, "AAAA": 28,
    "LOC": 29, "NXT": 30, "EID": 31, "NIMLOC": 32, "SRV": 33, "ATMA": 34, "NAPTR": 35, "KX": 36,
    "CERT": 37, "DNAME": 39, "OPT": 41, "APL": 42, "DS": 43, "SSHFP": 44, "IPSECKEY": 45,
    "RRSIG": 46, "NSEC": 47, "DNSKEY": 48, "DHCID": 49, "NSEC3": 50, "NSEC3PARAM": 51, "TLSA": 52,
    "SMIMEA": 53, "HIP": 55, "NINFO": 56, "RKEY": 57, "TALINK": 58, "CDS": 59, "CDNSKEY": 60,
    "OPENPGPKEY": 61, "CSYNC": 62, "ZONEMD": 63, "SVCB": 64, "HTTPS": 65, "SPF": 99, "UINFO": 100,
    "UID": 101, "GID": 102, "UNSPEC": 103, "NID": 104, "L32": 105, "L64": 106, "LP": 107,
    "EUI48": 108, "EUI64": 109, "TKEY": 249, "TSIG": 250, "IXFR": 251, "AXFR": 252, "MAILB": 253,
    "MAILA": 254, "ANY": 255, "URI": 256, "CAA": 257, "AVC": 258, "AMTRELAY": 260, "TA": 32768,
    "DLV": 32769,
  ]

  private static let names = Dictionary(uniqueKeysWithValues: numbers.map { ($0.value, $0.key) })
}

/// Whose names a record is of; the internet's, hardly ever another.
struct DNSClass: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  let rawValue: UInt16

  init(rawValue: UInt16) { self.rawValue = rawValue }

  /// By its name, as in `IN` or `CLASS3`; `nil` for a name that nobody knows.
  init?(_ name: String) {
    let name = name.uppercased()
    guard
      let number = Self.names.first(where: { $0.value == name })?.key
        ?? DNSRecordType.number(name, after: "CLASS")
    else { return nil }
    self.init(rawValue: number)
  }

  var description: String { Self.names[rawValue] ?? "CLASS\(rawValue)" }

  static let internet = DNSClass(rawValue: 1)

  private static let names: [UInt16: String] = [
    1: "IN", 2: "CS", 3: "CH", 4: "HS", 254: "NONE", 255: "ANY",
  ]
}
