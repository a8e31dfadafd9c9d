internal import Shared
internal import YAML

extension WebSettings {
  /// Reads a file in the format of Prometheus's exporter-toolkit.
  init(file: String) throws {
    self = try YAMLDocument(file: file).root.mapping { root in
      var settings = WebSettings()
      if let section = root.optional("tls_server_config") {
        let tls = try TLSSection(section, folder: Self.folder(of: file))
        settings.tls = tls.options
        settings.explain = tls.explain
      }
      settings.users = try Users(root.entries("basic_auth_users"))
      try root.optional("http_server_config")?.mapping { http in
        settings.asksForHTTP2 = try http.bool("http2", default: false)
        settings.headers = try Self.headers(http.entries("headers"))
      }
      settings.rateLimit = try root.optional("rate_limit").flatMap { try RateLimit.Rule($0) }
      return settings
    }
  }

  /// What relative paths in the file start from.
  private static func folder(of file: String) -> String {
    file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
  }

  /// The fields that may be set, and the values that they may have where not every one makes sense.
  private static let fields: [(name: String, values: [String])] = [
    ("Content-Security-Policy", []),
    ("Strict-Transport-Security", []),
    ("X-Content-Type-Options", ["nosniff"]),
    ("X-Frame-Options", ["deny", "sameorigin"]),
    ("X-XSS-Protection", []),
  ]

  private static func headers(
    _ entries: [(name: String, value: YAMLValue)]
  ) throws -> [(String, String)] {
    var headers: [(String, String)] = []
    for (name, value) in entries {
      guard let field = fields.first(where: { $0.name == name }) else {
        let names = fields.map(\.name).joined(separator: ", ")
        throw value.error("this field cannot be set; those that can are \(names)")
      }
      // A blank one is not set.
      guard !value.isNull, case let text = try value.string(), !text.isEmpty else { continue }
      guard field.values.isEmpty || field.values.contains(text) else {
        throw value.error("write \(field.values.joined(separator: " or "))")
      }
      headers.append((name, text))
    }
    return headers
  }
}

extension Users {
  fileprivate init(_ entries: [(name: String, value: YAMLValue)]) throws {
    for (name, value) in entries {
      guard !name.utf8.contains(UInt8(ascii: ":")) else {
        throw value.error("a name with a colon cannot be sent; choose another")
      }
      add(name, .bcrypt(try value.string { try PasswordHash($0) }))
    }
  }
}

extension RateLimit.Rule {
  /// `nil` where an interval of 0 turns it off.
  fileprivate init?(_ section: YAMLValue) throws {
    let (interval, burst) = try section.mapping { limit in
      (
        try limit.duration("interval", default: .zero),
        try limit.int("burst", in: 0...1_000_000, default: 0)
      )
    }
    guard interval > .zero else { return nil }
    guard burst > 0 else {
      throw section.error("with a burst of 0 nobody would be answered; set burst to 1 or more")
    }
    self.init(interval: interval, burst: burst)
  }
}
