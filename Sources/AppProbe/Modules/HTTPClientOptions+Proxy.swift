import Shared
import YAML

extension HTTPClientOptions.Proxy {
  init(_ options: OptionReader) throws {
    url = try Self.url(options)
    exceptions = try options.optionalText("no_proxy")
    usesEnvironment = try options.bool("proxy_from_environment")
    for (name, value) in try options.value("proxy_connect_header")?.entries() ?? [] {
      for text in try value.strings(orOne: true) { headers.append((name, Secret(text))) }
    }
    let names = try options.value("proxy_connect_header")?.entries().map(\.name) ?? []
    let shown = names.map { name in
      Setting.Entry(
        key: name, value: .list(headers.filter { $0.name == name }.map { _ in .secret }))
    }
    options.show("proxy_connect_header", shown.isEmpty ? nil : .mapping(shown))
    try check(options)
  }

  private static func url(_ options: OptionReader) throws -> Secret? {
    guard let value = options.value("proxy_url") else { return nil }
    let url = try value.secret()
    guard !url.revealed.isEmpty else { return nil }
    let schemes = ["http://", "https://", "socks5://", "socks5h://"]
    guard schemes.contains(where: { url.revealed.lowercased().hasPrefix($0) }) else {
      throw value.error("a proxy's URL begins with \(schemes.joined(separator: ", "))")
    }
    options.show("proxy_url", .text(RedactedURL.text(of: url.revealed)))
    return url
  }

  private func check(_ options: OptionReader) throws {
    if usesEnvironment {
      for key in ["proxy_url", "no_proxy"] where options.isGiven(key) {
        throw options.error(
          key, "there is 'proxy_from_environment' too, which has the environment say it")
      }
    } else if url == nil {
      for key in ["no_proxy", "proxy_connect_header"] where options.isGiven(key) {
        throw options.error(key, "it is of use only with 'proxy_url'")
      }
    }
  }
}
