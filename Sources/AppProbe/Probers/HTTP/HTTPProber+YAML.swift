import Shared
import YAML

extension HTTPProber {
  /// Reads what stands under `http:`.
  init(_ options: OptionReader) throws {
    try readRequest(options)
    try readRules(options)
    try readExpressions(options)
    client = try HTTPClientOptions(options)
    client.ip = try IPPreference(options)
    client.skipsResolveWithProxy = try options.bool("skip_resolve_phase_with_proxy")
    if try options.bool("enable_http3") {
      options.notes.missing = "HTTP/3 is not built into app-probe: take 'enable_http3' out"
    }
    try checkCompression(options)
  }

  private mutating func readRequest(_ options: OptionReader) throws {
    method = try options.text("method", default: "GET")
    try options.check("method", isToken: method, "a method")
    headers = try Header.plain(options) + Header.structured(options, "http_headers")
    try options.exclude("body", "body_file")
    if let text = try options.optionalText("body") {
      body = .text(Array(text.utf8))
    } else if let file = try options.file("body_file") {
      body = .file(file)
    }
    bodySizeLimit = try options.optional("body_size_limit") { try ByteSize($0).bytes } ?? 0
    compression = try options.optionalChoice("compression").map { (coding: Coding) in
      coding.rawValue
    }
  }

  private mutating func readRules(_ options: OptionReader) throws {
    validStatusCodes = try options.ints("valid_status_codes", in: 100...999)
    acceptsAnyStatus = try options.bool("accept_any_response")
    if acceptsAnyStatus, !validStatusCodes.isEmpty {
      options.warn("valid_status_codes", "'accept_any_response' accepts others too")
    }
    validVersions = try options.texts("valid_http_versions").enumerated().map { index, text in
      guard let version = Self.versions[text] else {
        throw options.error(
          "valid_http_versions",
          "'\(text)' is not one of HTTP/1.0, HTTP/1.1, HTTP/2.0, HTTP/3.0")
      }
      return version
    }
    failsIfTLS = try options.bool("fail_if_ssl")
    failsIfNotTLS = try options.bool("fail_if_not_ssl")
    if failsIfTLS, failsIfNotTLS {
      throw options.error("fail_if_not_ssl", "with 'fail_if_ssl' too, every probe would fail")
    }
    failsIfBodyMatches = try options.patterns("fail_if_body_matches_regexp")
    failsIfBodyNotMatches = try options.patterns("fail_if_body_not_matches_regexp")
    failsIfHeaderMatches = try options.sections("fail_if_header_matches", HeaderRule.init)
    failsIfHeaderNotMatches = try options.sections("fail_if_header_not_matches", HeaderRule.init)
  }

  private static let versions = [
    "HTTP/1.0": "HTTP/1.0", "HTTP/1.1": "HTTP/1.1", "HTTP/2.0": "HTTP/2.0",
    // blackbox_exporter's own example has it, and it matches nothing there.
    "HTTP/2": "HTTP/2.0", "HTTP/3.0": "HTTP/3.0", "HTTP/3": "HTTP/3.0",
  ]

  private mutating func readExpressions(_ options: OptionReader) throws {
    failsIfJSONMatches = try options.optional("fail_if_body_json_matches_cel") {
      try CELExpression($0)
    }
    failsIfJSONNotMatches = try options.optional("fail_if_body_json_not_matches_cel") {
      try CELExpression($0)
    }
  }
}

// MARK: - Headers

extension HTTPProber.Header {
  /// `headers`: a text for each name.
  fileprivate static func plain(_ options: OptionReader) throws -> [Self] {
    var headers: [Self] = []
    var shown: [Setting.Entry] = []
    for (name, value) in try options.value("headers")?.entries() ?? [] {
      try Self.check(name, value)
      let text = value.isNull ? "" : try value.string()
      headers.append(Self(name: name, value: .text(try Self.checked(text, value))))
      shown.append(
        Setting.Entry(key: name, value: SecretNames.hints(name) ? .secret : .text(text)))
    }
    options.show("headers", shown.isEmpty ? nil : .mapping(shown))
    return headers
  }

  /// Texts, secrets and files for each name.
  static func structured(_ options: OptionReader, _ key: String) throws -> [Self] {
    guard let value = options.value(key) else { return [] }
    var headers: [Self] = []
    var shown: [Setting.Entry] = []
    for (name, value) in try value.entries() {
      try Self.check(name, value)
      let section = try value.mapping { mapping in
        let reader = OptionReader(mapping, in: value, options.folder, options.notes)
        for (key, isSecret) in [("values", SecretNames.hints(name)), ("secrets", true)] {
          let texts = try reader.value(key)?.strings() ?? []
          headers += try texts.map { Self(name: name, value: .text(try Self.checked($0, value))) }
          reader.show(
            key, texts.isEmpty ? nil : .list(texts.map { isSecret ? .secret : .text($0) }))
        }
        headers += try reader.texts("files").map {
          Self(name: name, value: .file(options.folder.path(of: $0)))
        }
        return reader.settings
      }
      shown.append(Setting.Entry(key: name, value: .mapping(section)))
    }
    options.show(key, .mapping(shown))
    return headers
  }

  private static func check(_ name: String, _ value: YAMLValue) throws {
    guard HTTPToken.isToken(name) else { throw value.error("the name cannot be that of a header") }
  }

  private static func checked(_ text: String, _ value: YAMLValue) throws -> Secret {
    guard !text.utf8.contains(where: { $0 < 0x20 && $0 != 9 || $0 == 0x7f }) else {
      throw value.error("a header's value is one line, without control characters")
    }
    return Secret(text)
  }
}

extension HTTPProber.HeaderRule {
  fileprivate init(_ options: OptionReader) throws {
    name = try options.required("header").string()
    options.show("header", .text(name))
    pattern = try options.required("regexp").string { try Pattern($0) }
    options.show("regexp", .text(pattern.text))
    allowsMissing = try options.bool("allow_missing")
  }
}
