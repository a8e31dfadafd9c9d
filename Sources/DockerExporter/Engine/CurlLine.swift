import CLateCurl
import Glibc
import Shared

/// The way to an engine of another machine: TCP, with TLS or without.
@safe final class CurlLine: EngineLine, @unchecked Sendable {
  private let address: EngineAddress
  private let handle: CurlHandle
  private let multi: OpaquePointer
  private let isCancelled = Monitor(false)

  init(_ address: EngineAddress) throws(EngineError) {
    do throws(MissingLibrary) {
      try unsafe MissingLibrary.check(
        vigie_open_libcurl(), for: "an engine on TCP", in: "libcurl4")
    } catch {
      throw EngineError("a connection", of: address, .other, "\(error)")
    }
    guard let handle = CurlHandle(), let multi = unsafe curl_multi_init() else {
      throw EngineError("a connection", of: address, .other, "no memory")
    }
    self.address = address
    self.handle = handle
    unsafe self.multi = multi
    configure()
  }

  deinit { unsafe curl_multi_cleanup(multi) }

  private func configure() {
    handle.set(CURLOPT_NOSIGNAL, true)
    handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
    handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    handle.set(CURLOPT_USERAGENT, "docker-exporter")
    handle.set(CURLOPT_TCP_KEEPALIVE, true)
    handle.set(CURLOPT_CONNECTTIMEOUT_MS, 3000)
    guard let tls = address.tls else { return }
    if let authority = tls.authority { handle.set(CURLOPT_CAINFO, authority) }
    if let certificate = tls.certificate { handle.set(CURLOPT_SSLCERT, certificate) }
    if let key = tls.key { handle.set(CURLOPT_SSLKEY, key) }
    handle.set(CURLOPT_SSL_VERIFYPEER, tls.isVerified)
    handle.set(CURLOPT_SSL_VERIFYHOST, tls.isVerified ? 2 : 0)
  }

  func cancel() {
    isCancelled.update { $0 = true }
    unsafe curl_multi_wakeup(multi)
  }

  func get(
    _ path: String, into receiver: Receiver, by deadline: Deadline
  ) throws(EngineError) -> Int {
    let inlet = CurlInlet(receiver)
    handle.set(CURLOPT_URL, address.base + path)
    handle.set(CURLOPT_TIMEOUT_MS, max(1, Int(deadline.pollTimeout)))
    handle.send(to: inlet)
    unsafe curl_multi_add_handle(multi, handle.pointer)
    let code = withExtendedLifetime(inlet) { perform() }
    unsafe curl_multi_remove_handle(multi, handle.pointer)
    guard let code else { throw address.error(path, .cancelled, "cancelled") }
    if let error = error(code, path, receiver) { throw error }
    return inlet.header.status ?? 0
  }

  /// The transfer's result; `nil` when it was cancelled.
  private func perform() -> CURLcode? {
    while true {
      if isCancelled.read({ $0 }) { return nil }
      var running: CInt = 0
      unsafe curl_multi_perform(multi, &running)
      if running == 0 { return result }
      unsafe curl_multi_poll(multi, nil, 0, 60_000, nil)
    }
  }

  private var result: CURLcode {
    var count: CInt = 0
    while let message = unsafe curl_multi_info_read(multi, &count) {
      if unsafe message.pointee.msg == CURLMSG_DONE { return unsafe message.pointee.data.result }
    }
    return CURLE_RECV_ERROR
  }

  /// What a result means; `nil` for a transfer that ended well.
  private func error(_ code: CURLcode, _ path: String, _ receiver: Receiver) -> EngineError? {
    if let problem = receiver.problem { return problem }
    switch code {
    case CURLE_OK: return nil
    case CURLE_COULDNT_CONNECT:
      return .unconnected(
        "GET \(path.prefix { $0 != "?" })", of: address,
        code: CInt(handle.number(CURLINFO_OS_ERRNO)), words: handle.words(for: code))
    case CURLE_OPERATION_TIMEDOUT: return address.error(path, .timeout, "no answer in time")
    case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
      return address.error(path, .cut, "the connection ended before the answer did")
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
      return address.error(path, .tls, handle.words(for: code))
    default: return address.error(path, .other, handle.words(for: code))
    }
  }
}
