extension WebSocketProber {
  /// Reads what stands under `websocket:`.
  init(_ options: OptionReader) throws {
    ip = try IPPreference(options)
    headers = try HTTPProber.Header.structured(options, "headers")
    client = try options.section("http_config") { try HTTPClientOptions($0) }
    if client.proxy.url != nil || client.proxy.usesEnvironment || client.oauth2 != nil {
      options.notes.missing =
        "the prober 'websocket' knows no proxies and no OAuth2: take them out of 'http_config'"
    }
    conversation = try options.sections("query_response") { options in
      for key in ["expect_bytes", "starttls"] where options.isGiven(key) {
        options.warn(key, "it means nothing over a WebSocket, and is not looked at")
      }
      return try QueryResponse(options)
    }
  }
}
