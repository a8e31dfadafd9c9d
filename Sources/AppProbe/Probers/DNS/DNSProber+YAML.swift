import Shared
import YAML

extension DNSProber {
  /// Reads what stands under `dns:`.
  init(_ options: OptionReader) throws {
    let name = try options.required("query_name")
    self.init(queryName: try name.string())
    guard !queryName.isEmpty, DNSName(queryName) != nil else {
      throw name.error("it is not a domain name")
    }
    options.show("query_name", .text(queryName))
    queryType = try options.text("query_type", default: "ANY")
    guard DNSRecordType(queryType) != nil else {
      throw options.error("query_type", "it is no type of records such as A, AAAA, MX, SOA or ANY")
    }
    queryClass = try options.text("query_class", default: "IN")
    guard DNSClass(queryClass) != nil else {
      throw options.error("query_class", "it is no class such as IN or CH")
    }
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
        guard DNSResponseCode(name) != nil else {
          throw code.error("it is no response code such as NOERROR, NXDOMAIN or SERVFAIL")
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
