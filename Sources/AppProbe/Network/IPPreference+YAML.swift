import Shared

extension IPPreference {
  init(_ options: OptionReader) throws {
    preferred = try options.choice("preferred_ip_protocol", default: .ip6)
    fallsBack = try options.bool("ip_protocol_fallback", default: true)
  }
}

extension OptionReader {
  /// The numeric address that probes are sent from.
  func sourceAddress() throws -> String? {
    try optional("source_ip_address") { text in
      guard Resolver.isAddress(text) else { throw NoAddress(text: text) }
      return text
    }
  }

  private struct NoAddress: Error, CustomStringConvertible {
    let text: String
    var description: String { "'\(text)' is not an IP address" }
  }
}
