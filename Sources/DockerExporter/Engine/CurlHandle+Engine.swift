import CCurl
import Glibc
import Shared

extension CurlHandle {
  /// A handle for requests to an engine.
  convenience init?(_ address: EngineAddress) {
    self.init()
    set(CURLOPT_NOSIGNAL, true)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    set(CURLOPT_USERAGENT, "docker-exporter")
    set(CURLOPT_TCP_KEEPALIVE, true)
    set(CURLOPT_CONNECTTIMEOUT_MS, 3000)
    if let socket = address.socket {
      set(CURLOPT_UNIX_SOCKET_PATH, socket)
      set(CURLOPT_PROXY, "")
    }
    guard let tls = address.tls else { return }
    if let authority = tls.authority { set(CURLOPT_CAINFO, authority) }
    if let certificate = tls.certificate { set(CURLOPT_SSLCERT, certificate) }
    if let key = tls.key { set(CURLOPT_SSLKEY, key) }
    set(CURLOPT_SSL_VERIFYPEER, tls.isVerified)
    set(CURLOPT_SSL_VERIFYHOST, tls.isVerified ? 2 : 0)
  }

  /// Has what comes handed to `receiver`, which must live as long as the transfer.
  func send(to receiver: Receiver) {
    let context = unsafe Unmanaged.passUnretained(receiver).toOpaque()
    unsafe vigie_curl_set_receiver(pointer, CURLOPT_WRITEFUNCTION, receiveBody)
    unsafe vigie_curl_set_pointer(pointer, CURLOPT_WRITEDATA, context)
    unsafe vigie_curl_set_receiver(pointer, CURLOPT_HEADERFUNCTION, receiveHeader)
    unsafe vigie_curl_set_pointer(pointer, CURLOPT_HEADERDATA, context)
  }

  /// What a result means; `nil` for a transfer that ended well.
  func error(
    _ code: CURLcode, call: String, address: EngineAddress, receiver: Receiver
  ) -> EngineError? {
    if let problem = receiver.problem { return problem }
    func error(_ kind: EngineError.Kind, _ reason: String) -> EngineError {
      EngineError(call, of: address, kind, reason)
    }
    switch code {
    case CURLE_OK: return nil
    case CURLE_COULDNT_CONNECT:
      return .unconnected(
        call, of: address, code: CInt(number(CURLINFO_OS_ERRNO)), words: words(for: code))
    case CURLE_OPERATION_TIMEDOUT: return error(.timeout, "no answer in time")
    case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
      return error(.cut, "the connection ended before the answer did")
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
      return error(.tls, words(for: code))
    default: return error(.other, words(for: code))
    }
  }
}

/// Takes what a transfer brings, piece by piece.
class Receiver {
  /// Set to end the transfer, with this as its error.
  var problem: EngineError?

  func header(_ line: Span<UInt8>) {}
  func body(_ bytes: Span<UInt8>) {}
}

// Fewer bytes taken than were given make libcurl end the transfer.

private func receiveBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
  let receiver = unsafe Unmanaged<Receiver>.fromOpaque(context).takeUnretainedValue()
  let raw = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
  unsafe receiver.body(raw.assumingMemoryBound(to: UInt8.self).span)
  return receiver.problem == nil ? size * count : 0
}

private func receiveHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
  let receiver = unsafe Unmanaged<Receiver>.fromOpaque(context).takeUnretainedValue()
  let raw = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
  unsafe receiver.header(raw.assumingMemoryBound(to: UInt8.self).span)
  return receiver.problem == nil ? size * count : 0
}
