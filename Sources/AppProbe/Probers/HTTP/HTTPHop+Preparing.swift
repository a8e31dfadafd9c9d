import CCurl
import Shared

/// How a hop's server is reached.
struct HTTPWay {
  var proxy: HTTPProxy?
  var proxyAddress: HostAddress?
  /// Of the URL's host; `nil` where that is left to the proxy.
  var address: HostAddress?

  /// Whether a proxy reads the request and asks by itself.
  var isRelayed: Bool { proxy?.isRelay ?? false }
}

extension HTTPHop {
  /// The name that the server is asked to show a certificate for.
  var tlsName: String { serverName ?? url.host }

  /// Tells libcurl what to do.
  func prepare(
    _ handle: CurlHandle, _ exchange: HTTPExchange, _ way: HTTPWay,
    _ authorization: HTTPAuthorization?, by deadline: Deadline
  ) {
    prepareConnection(handle, way)
    prepareTLS(handle, exchange)
    prepareMethod(handle)
    handle.set(CURLOPT_TIMEOUT_MS, max(1, Int(deadline.remaining / .milliseconds(1)) + 1))
    if let cookies { handle.set(CURLOPT_COOKIE, cookies) }
    if let compression = exchange.compression {
      handle.set(CURLOPT_ACCEPT_ENCODING, compression)
      // A little at a time, which may be a thousand times as much unpacked.
      handle.set(CURLOPT_BUFFERSIZE, 1024)
    }
    handle.set(CURLOPT_HTTPHEADER, lines(authorization))
  }

  private func prepareConnection(_ handle: CurlHandle, _ way: HTTPWay) {
    handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
    handle.set(CURLOPT_PATH_AS_IS, true)
    handle.set(CURLOPT_NOSIGNAL, true)
    handle.set(CURLOPT_FRESH_CONNECT, true)
    handle.set(CURLOPT_FORBID_REUSE, true)
    handle.set(CURLOPT_DNS_CACHE_TIMEOUT, 0)
    handle.set(CURLOPT_QUICK_EXIT, true)
    // Each that waits has its own, and bodies are small.
    handle.set(CURLOPT_BUFFERSIZE, 2 << 10)
    handle.set(CURLOPT_UPLOAD_BUFFERSIZE, 16 << 10)
    // Without one libcurl would ask the environment.
    handle.set(CURLOPT_PROXY, "")
    if let proxy = way.proxy, let address = way.proxyAddress {
      proxy.prepare(handle, address: address.text)
    }
    guard !way.isRelayed else {
      handle.set(CURLOPT_URL, "\(url.scheme)://\(hostHeader)\(url.path)")
      return
    }
    // libcurl takes the name for TLS from the URL, which says no more than that: the connection is to
    // the address, and the Host header is set.
    let name = HTTPURL.authority(tlsName, url.namesPort ? url.port : nil)
    handle.set(CURLOPT_URL, "\(url.scheme)://\(name)\(url.path)")
    if let scope = way.address?.scope, scope != 0 {
      handle.set(CURLOPT_ADDRESS_SCOPE, Int(scope))
    }
    let host = way.address.map { String($0.text.prefix { $0 != "%" }) } ?? url.host
    handle.set(CURLOPT_CONNECT_TO, ["::\(HTTPURL.authority(host, url.port))"])
  }

  private func prepareTLS(_ handle: CurlHandle, _ exchange: HTTPExchange) {
    let client = exchange.client
    let version =
      exchange.needsHTTP2
      ? (url.isTLS ? CURL_HTTP_VERSION_2_0 : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
      : client.usesHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1
    handle.set(CURLOPT_HTTP_VERSION, Int(version))
    // Those are lent to each connection: libcurl would read its own file for each.
    for option in [CURLOPT_CAINFO, CURLOPT_CAPATH, CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAPATH] {
      handle.set(option, nil as String?)
    }
    // It would keep what it takes for the authorities of the first connection for all of them.
    handle.set(CURLOPT_CA_CACHE_TIMEOUT, 0)
    // A certificate is seen only where no session is resumed.
    handle.set(CURLOPT_SSL_SESSIONID_CACHE, false)
    for option in [CURLOPT_SSL_VERIFYPEER, CURLOPT_PROXY_SSL_VERIFYPEER] {
      handle.set(option, !client.tls.skipsVerification)
    }
    for option in [CURLOPT_SSL_VERIFYHOST, CURLOPT_PROXY_SSL_VERIFYHOST] {
      handle.set(option, client.tls.skipsVerification ? 0 : 2)
    }
  }

  private func prepareMethod(_ handle: CurlHandle) {
    if method == "HEAD" { return handle.set(CURLOPT_NOBODY, true) }
    if !body.isEmpty || ["POST", "PUT", "PATCH"].contains(method) { handle.set(body: body) }
    handle.set(CURLOPT_CUSTOMREQUEST, method)
  }
}
