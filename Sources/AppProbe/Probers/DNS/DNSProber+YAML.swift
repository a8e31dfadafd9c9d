import Shared
import YAML

extension DNSProber {
  /// Reads what stands under `dns:`.
  init(_ options: OptionReader) throws {
    let name = try options.required("query_name")
    self.init(queryName: try name.string())
    guard !queryName.isEmpty else { throw name.error("it is empty") }
    options.show("query_name", .text(queryName))
    queryType = try options.name("query_type", default: "ANY", DNSNames.types)
    queryClass = try options.name("query_class", default: "IN", DNSNames.classes)
    asksForRecursion = try options.bool("recursion_desired", default: true)
    usesTLS = try options.bool("dns_over_tls")
    // DNS over TLS is over TCP, also where the file does not say so.
    transport = try options.choice("transport_protocol", default: usesTLS ? .tcp : .udp)
    if usesTLS, transport == .udp {
      throw options.error("transport_protocol", "DNS over TLS is over tcp")
    }
    tls = try options.section("tls_config") { try TLSSettings($0) }
    ip = try IPPreference(options)
    sourceAddress = try options.sourceAddress()
    try readRules(options)
  }

  private mutating func readRules(_ options: OptionReader) throws {
    validCodes =
      try options.value("valid_rcodes")?.sequence().map { code in
        let name = try code.string()
        guard DNSNames.codes.contains(name) else {
          throw code.error(DNSNames.unknown(name, DNSNames.codes))
        }
        return name
      } ?? []
    if validCodes.isEmpty { validCodes = ["NOERROR"] }
    options.show("valid_rcodes", .list(validCodes.map(Setting.text)))
    answerRules = try options.section("validate_answer_rrs", Rules.init)
    authorityRules = try options.section("validate_authority_rrs", Rules.init)
    additionalRules = try options.section("validate_additional_rrs", Rules.init)
  }
}

extension DNSProber.Rules {
  fileprivate init(_ options: OptionReader) throws {
    failsIfAnyMatches = try options.patterns("fail_if_matches_regexp")
    failsIfAllMatch = try options.patterns("fail_if_all_match_regexp")
    failsIfAnyDoesNotMatch = try options.patterns("fail_if_not_matches_regexp")
    failsIfNoneMatches = try options.patterns("fail_if_none_matches_regexp")
  }
}

extension OptionReader {
  fileprivate func name(
    _ key: String, default standard: String, _ known: [String]
  ) throws -> String {
    let name = try text(key, default: standard)
    guard known.contains(name) else { throw error(key, DNSNames.unknown(name, known)) }
    return name
  }
}

/// The names that the configuration may have, until the protocol's own code has them.
enum DNSNames {
  static let types = [
    "A", "NS", "CNAME", "SOA", "PTR", "HINFO", "MX", "TXT", "RP", "AFSDB", "AAAA", "LOC", "SRV",
    "NAPTR", "KX", "CERT", "DNAME", "DS", "SSHFP", "RRSIG", "NSEC", "DNSKEY", "NSEC3",
    "NSEC3PARAM", "TLSA", "SMIMEA", "CDS", "CDNSKEY", "OPENPGPKEY", "SVCB", "HTTPS", "SPF",
    "EUI48", "EUI64", "URI", "CAA", "AXFR", "IXFR", "ANY",
  ]
  static let classes = ["IN", "CH", "CHAOS", "HS", "HESIOD", "CSNET", "CS", "NONE", "ANY"]
  static let codes = [
    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET",
    "NXRRSET", "NOTAUTH", "NOTZONE", "BADSIG", "BADVERS", "BADKEY", "BADTIME", "BADMODE",
    "BADNAME", "BADALG", "BADTRUNC", "BADCOOKIE",
  ]

  static func unknown(_ name: String, _ known: [String]) -> String {
    "'\(name)' is not one of \(known.joined(separator: ", "))"
  }
}
