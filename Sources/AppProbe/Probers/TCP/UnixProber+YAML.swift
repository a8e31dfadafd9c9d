extension UnixProber {
  /// Reads what stands under `unix:`.
  init(_ options: OptionReader) throws {
    conversation = try options.sections("query_response") { try QueryResponse($0) }
    usesTLS = try options.bool("tls")
    tls = try options.section("tls_config") { try TLSSettings($0) }
  }
}
