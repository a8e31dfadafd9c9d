extension TCPProber {
  /// Reads what stands under `tcp:`.
  init(_ options: OptionReader) throws {
    ip = try IPPreference(options)
    sourceAddress = try options.sourceAddress()
    conversation = try options.sections("query_response") { try QueryResponse($0) }
    usesTLS = try options.bool("tls")
    tls = try options.section("tls_config") { try TLSSettings($0) }
  }
}
