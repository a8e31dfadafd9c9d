import CCurl
import Glibc
import Shared

/// The proxy that a request goes through.
struct HTTPProxy: Sendable {
  let url: HTTPURL
  let isSOCKS: Bool
  /// Sent to it with CONNECT.
  let headers: [(name: String, value: Secret)]
  /// Whether it reads the request and asks by itself; otherwise it only passes bytes on.
  let isRelay: Bool

  /// The one that the options name for a URL; `nil` where there is none, or where it is not to be used.
  ///
  /// - Parameter environment: Looked at where the options say so.
  static func `for`(
    _ url: HTTPURL, _ options: HTTPClientOptions.Proxy,
    environment: @autoclosure () -> [String: String] = Environment.variables
  ) throws(ProbeFailure) -> HTTPProxy? {
    var exceptions = options.exceptions
    var text = options.url?.revealed
    if text == nil, options.usesEnvironment {
      let variables = environment()
      func variable(_ name: String) -> String? { variables[name] ?? variables[name.lowercased()] }
      text = variable(url.isTLS ? "HTTPS_PROXY" : "HTTP_PROXY")
      exceptions = variable("NO_PROXY") ?? ""
    }
    guard var text, !text.isEmpty else { return nil }
    if let exceptions, ProxyExceptions(exceptions).include(url) { return nil }
    // libcurl takes URLs of HTTP apart; that of a SOCKS proxy looks the same.
    let isSOCKS = text.lowercased().hasPrefix("socks5")
    if isSOCKS, let colon = text.firstIndex(of: ":") {
      text = "http" + text[colon...]
    } else if !text.contains("://") {
      text = "http://\(text)"
    }
    do throws(ProbeFailure) {
      return HTTPProxy(
        url: try HTTPURL(text, defaultPort: isSOCKS ? 1080 : nil), isSOCKS: isSOCKS,
        headers: options.headers, isRelay: !isSOCKS && !url.isTLS)
    } catch {
      throw ProbeFailure(.configuration, "of the proxy: \(error.description)")
    }
  }

  /// - Parameter address: Of the proxy.
  func prepare(_ handle: CurlHandle, address: String) {
    if url.isTLS {
      // Its certificate is for its name, under which libcurl is to find its address.
      handle.set(
        CURLOPT_RESOLVE,
        ["\(HTTPURL.authority(url.host, url.port)):\(HTTPURL.authority(address, nil))"])
      handle.set(CURLOPT_PROXY, "https://\(HTTPURL.authority(url.host, url.port))")
    } else {
      // Names are left to the proxy, where there still are any.
      let scheme = isSOCKS ? "socks5h" : "http"
      handle.set(CURLOPT_PROXY, "\(scheme)://\(HTTPURL.authority(address, url.port))")
    }
    if let user = url.user {
      handle.set(CURLOPT_PROXYUSERNAME, user)
      handle.set(CURLOPT_PROXYPASSWORD, url.password ?? "")
    }
    handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
    handle.set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
    handle.set(CURLOPT_PROXYHEADER, headers.map { "\($0.name): \($0.value.revealed)" })
  }
}

/// Hosts that are asked without a proxy, as `NO_PROXY` writes them and Go reads it.
struct ProxyExceptions {
  private let entries: [String]

  init(_ text: String) {
    entries = text.split(separator: ",").map {
      $0.trimming(while: \.isWhitespace).lowercased()
    }
  }

  func include(_ url: HTTPURL) -> Bool {
    let host = url.host.lowercased()
    let address = IPAddress(host)
    if host == "localhost" || address.map(Self.isLoopback) == true { return true }
    return entries.contains { entry in
      if entry == "*" { return true }
      if let address, let network = try? IPNetwork(entry) { return network.contains(address) }
      var name = entry[...]
      if let colon = name.lastIndex(of: ":"), let port = UInt16(name[name.index(after: colon)...]) {
        guard port == url.port else { return false }
        name = name[..<colon]
      }
      if name.hasPrefix("*.") { name = name.dropFirst() }
      if name.hasPrefix(".") { return host.hasSuffix(name) }
      return host == name || host.hasSuffix(".\(name)")
    }
  }

  private static func isLoopback(_ address: IPAddress) -> Bool {
    address.bytes.count == 4
      ? address.bytes[0] == 127
      : address.bytes.dropLast().allSatisfy { $0 == 0 } && address.bytes.last == 1
  }
}
