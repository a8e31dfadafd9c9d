import CCurl
import Shared
import TLS

/// One request and its answer, as far as it has come.
@safe final class HTTPTransfer {
  /// Why it was ended from here.
  enum Stop {
    /// The answer redirects, and nobody will look at the rest of it.
    case redirect
    case bodyTooLarge, headTooLarge
    case deadline
  }

  /// What a transfer over TLS goes by.
  struct TLS {
    let context: TLSClientContext
    /// The name that the server's certificate must be for.
    let name: String
    /// Whether a proxy is spoken to over TLS too, which comes first.
    var proxies = 0
    /// What the connection may share with others; `nil` when it must have an `SSL_CTX` of its own.
    var shared: SharedContext?
  }

  let handle: CurlHandle
  let deadline: Deadline
  private var tls: TLS?
  /// Sees what the server shows.
  private(set) var witness: CertificateWitness?
  /// Whether an answer that redirects is read no further than its head.
  let stopsAtRedirect: Bool
  let bodyLimit: Int
  let keepsBody: Bool

  private(set) var head: HTTPHead?
  private var isHeadComplete = false
  private var headCount = 0
  private(set) var trailers: [(name: String, value: String)] = []
  private(set) var body: [UInt8] = []
  private(set) var bodyCount = 0
  private(set) var bodyHash = StableHash()
  private(set) var stop: Stop?
  /// What went wrong on this side of libcurl.
  private(set) var complaint: String?

  /// More than any server means, but for one that means harm.
  private static let headLimit = 256 << 10

  init(
    _ handle: CurlHandle, deadline: Deadline, tls: TLS?, stopsAtRedirect: Bool, bodyLimit: Int,
    keepsBody: Bool
  ) {
    self.tls = tls
    self.handle = handle
    self.deadline = deadline
    self.stopsAtRedirect = stopsAtRedirect
    self.bodyLimit = bodyLimit
    self.keepsBody = keepsBody
  }

  /// Whether the `SSL_CTX` of its connection must not be another one's too.
  var needsOwnContext: Bool { tls.map { $0.shared == nil } ?? false }

  /// The answer's head, once all of it was there.
  var answer: HTTPHead? { isHeadComplete ? head : nil }

  /// Has libcurl bring what it receives here; both must live until the transfer has ended.
  func receive() {
    let own = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe vigie_curl_set_pointer(handle.pointer, CURLOPT_HEADERDATA, own)
    unsafe vigie_curl_set_pointer(handle.pointer, CURLOPT_WRITEDATA, own)
    unsafe vigie_curl_set_receiver(handle.pointer, CURLOPT_HEADERFUNCTION) {
      bytes, size, count, transfer in
      unsafe HTTPTransfer.hand(bytes, size * count, to: transfer) { $0.takeHead($1) }
    }
    unsafe vigie_curl_set_receiver(handle.pointer, CURLOPT_WRITEFUNCTION) {
      bytes, size, count, transfer in
      unsafe HTTPTransfer.hand(bytes, size * count, to: transfer) { $0.takeBody($1) }
    }
    guard tls != nil else { return }
    unsafe vigie_curl_set_pointer(handle.pointer, CURLOPT_SSL_CTX_DATA, own)
    unsafe vigie_curl_set_ssl_context_function(handle.pointer) { _, context, transfer in
      guard let transfer = unsafe transfer, let context = unsafe context else {
        return CURLE_ABORTED_BY_CALLBACK
      }
      let own = unsafe Unmanaged<HTTPTransfer>.fromOpaque(transfer).takeUnretainedValue()
      return unsafe own.secure(OpaquePointer(context))
    }
  }

  /// Returns how many bytes were taken, where any other number than all of them ends the transfer.
  private static func hand(
    _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, to transfer: UnsafeMutableRawPointer?,
    _ take: (HTTPTransfer, Span<UInt8>) -> Bool
  ) -> Int {
    guard let transfer = unsafe transfer else { return 0 }
    let own = unsafe Unmanaged<HTTPTransfer>.fromOpaque(transfer).takeUnretainedValue()
    let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
    let isTaken = unsafe buffer.withMemoryRebound(to: UInt8.self) { take(own, unsafe $0.span) }
    return isTaken ? count : count == 0 ? 1 : 0
  }

  /// Has an `SSL_CTX` of libcurl's trust whom it is to trust.
  private func secure(_ context: OpaquePointer) -> CURLcode {
    guard var tls else { return CURLE_ABORTED_BY_CALLBACK }
    let isProxy = tls.proxies > 0
    if isProxy { tls.proxies -= 1 }
    self.tls = tls
    do throws(TLSError) {
      witness = unsafe try tls.context.lend(to: context, for: isProxy ? nil : tls.name)
      unsafe tls.shared?.offer(context)
      return CURLE_OK
    } catch {
      complaint = error.description
      return CURLE_SSL_CERTPROBLEM
    }
  }

  private func end(_ reason: Stop) -> Bool {
    stop = reason
    return false
  }
}

// MARK: - Receiving

extension HTTPTransfer {
  /// Takes a line, its end included.
  private func takeHead(_ line: Span<UInt8>) -> Bool {
    headCount += line.count
    guard headCount <= Self.headLimit else { return end(.headTooLarge) }
    if !isHeadComplete || head?.isInterim == true, let next = HTTPHead(statusLine: line) {
      head = next
      isHeadComplete = false
    } else if isHeadComplete {
      if let trailer = HTTPHead.header(line) { trailers.append(trailer) }
    } else if line.isBlank {
      isHeadComplete = true
      if stopsAtRedirect, let head, head.redirection != nil { return end(.redirect) }
    } else {
      head?.add(line: line)
    }
    return true
  }

  private func takeBody(_ bytes: Span<UInt8>) -> Bool {
    bodyCount += bytes.count
    guard bodyCount <= bodyLimit else { return end(.bodyTooLarge) }
    // The loop gets no turn as long as there is more to unpack.
    if deadline.hasPassed { return end(.deadline) }
    bodyHash.add(bytes)
    if keepsBody { unsafe bytes.withUnsafeBufferPointer { unsafe body += $0 } }
    return true
  }
}
