extension ICMPProber {
  /// More does not fit into a packet of IPv4 with its headers.
  private static let largestPayload = 65_507

  /// Reads what stands under `icmp:`.
  init(_ options: OptionReader) throws {
    ip = try IPPreference(options)
    sourceAddress = try options.sourceAddress()
    payloadSize = try options.int("payload_size", in: 0...Self.largestPayload, default: 0)
    forbidsFragments = try options.bool("dont_fragment")
    hopLimit = try options.int("ttl", in: 0...255, default: 64)
  }
}
