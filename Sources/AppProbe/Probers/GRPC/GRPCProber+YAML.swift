extension GRPCProber {
  /// Reads what stands under `grpc:`.
  init(_ options: OptionReader) throws {
    service = try options.text("service")
    usesTLS = try options.bool("tls")
    tls = try options.section("tls_config") { try TLSSettings($0) }
    ip = try IPPreference(options)
    metadata = try Self.metadata(options)
  }

  /// A text or a list of texts for each name.
  private static func metadata(_ options: OptionReader) throws -> [(name: String, value: String)] {
    var metadata: [(name: String, value: String)] = []
    var shown: [Setting.Entry] = []
    for (name, value) in try options.value("metadata")?.entries() ?? [] {
      guard HTTPToken.isToken(name) else {
        throw value.error("the name cannot be that of a header")
      }
      let texts = try value.strings(orOne: true)
      metadata += texts.map { (name, $0) }
      let isSecret = SecretNames.hints(name)
      shown.append(
        Setting.Entry(key: name, value: .list(texts.map { isSecret ? .secret : .text($0) })))
    }
    options.show("metadata", shown.isEmpty ? nil : .mapping(shown))
    return metadata
  }
}
