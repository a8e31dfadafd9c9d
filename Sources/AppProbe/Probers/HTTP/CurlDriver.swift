import CCurl
import Shared
import TLS

/// Takes libcurl's transfers along on a loop. The corresponding C type is `CURLM`.
///
/// libcurl says which sockets it waits for and until when; the loop tells it of both.
@safe final class CurlDriver {
  private struct Entry {
    let transfer: HTTPTransfer
    let limit: LoopTimer
    let end: (CURLcode?) -> Void
  }

  /// It belongs to the loop.
  private unowned let loop: EventLoop
  private let multi: OpaquePointer
  private let sharedContext: SharedContext
  private var timer: LoopTimer?
  private var entries: [OpaquePointer: Entry]

  init(_ loop: EventLoop) {
    _ = Curl.isReady
    guard let multi = unsafe curl_multi_init() else { fatalError("libcurl has no memory to begin") }
    self.loop = loop
    sharedContext = loop.sharedContext
    unsafe entries = [:]
    unsafe self.multi = multi
    unsafe vigie_curl_drive(
      multi,
      { _, socket, what, driver, _ in
        unsafe CurlDriver.of(driver).watch(socket, what)
        return 0
      },
      { _, milliseconds, driver in
        unsafe CurlDriver.of(driver).schedule(milliseconds)
        return 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit {
    // The loop is gone: nobody is to be told that sockets are closed.
    unsafe vigie_curl_drive(multi, nil, nil, nil)
    let handles = unsafe Array(entries.keys)
    for index in unsafe handles.indices { unsafe curl_multi_remove_handle(multi, handles[index]) }
    unsafe curl_multi_cleanup(multi)
  }

  /// Makes a transfer and returns what came of it; `nil` when the deadline came first.
  func run(_ transfer: HTTPTransfer, by deadline: Deadline) async -> CURLcode? {
    await unsafe withUnsafeContinuation { continuation in
      let handle = unsafe transfer.handle.pointer
      let limit = loop.schedule(at: deadline) { [unowned self] in
        unsafe finish(handle, nil)
      }
      unsafe entries[handle] = Entry(transfer: transfer, limit: limit) {
        unsafe continuation.resume(returning: $0)
      }
      if transfer.needsOwnContext { sharedContext.object() }
      if unsafe curl_multi_add_handle(multi, handle) != CURLM_OK {
        unsafe finish(handle, CURLE_OUT_OF_MEMORY)
      }
    }
  }

  private func finish(_ handle: OpaquePointer, _ code: CURLcode?) {
    guard let entry = unsafe entries.removeValue(forKey: handle) else { return }
    loop.cancel(entry.limit)
    unsafe curl_multi_remove_handle(multi, handle)
    if entry.transfer.needsOwnContext { sharedContext.consent() }
    entry.end(code)
  }
}

// MARK: - What libcurl waits for

extension CurlDriver {
  private static func of(_ pointer: UnsafeMutableRawPointer?) -> CurlDriver {
    guard let pointer = unsafe pointer else { fatalError("libcurl calls back for nobody") }
    return unsafe Unmanaged<CurlDriver>.fromOpaque(pointer).takeUnretainedValue()
  }

  private func watch(_ socket: curl_socket_t, _ what: CInt) {
    let interest: Epoll.Interest
    switch what {
    case CURL_POLL_IN: interest = .read
    case CURL_POLL_OUT: interest = .write
    case CURL_POLL_INOUT: interest = [.read, .write]
    default: return loop.unwatch(socket)
    }
    // Where that fails nothing is heard of the socket, and its transfer ends with its deadline.
    try? loop.watch(socket, interest) { [unowned self] news in
      var what: CInt = 0
      if news.contains(.read) { what |= CURL_CSELECT_IN }
      if news.contains(.write) { what |= CURL_CSELECT_OUT }
      if !news.isDisjoint(with: .hangUp) { what |= CURL_CSELECT_ERR }
      act(socket, what)
    }
  }

  private func schedule(_ milliseconds: Int) {
    if let timer { loop.cancel(timer) }
    timer = nil
    guard milliseconds >= 0 else { return }
    // Also when it is at once: libcurl may not be called from within this.
    timer = loop.schedule(at: Deadline(in: .milliseconds(milliseconds))) { [unowned self] in
      timer = nil
      act(CURL_SOCKET_TIMEOUT, 0)
    }
  }

  private func act(_ socket: curl_socket_t, _ what: CInt) {
    var running: CInt = 0
    unsafe curl_multi_socket_action(multi, socket, what, &running)
    var left: CInt = 0
    while let message = unsafe curl_multi_info_read(multi, &left) {
      guard unsafe message.pointee.msg == CURLMSG_DONE,
        let handle = unsafe message.pointee.easy_handle
      else { continue }
      unsafe finish(handle, message.pointee.data.result)
    }
  }
}
