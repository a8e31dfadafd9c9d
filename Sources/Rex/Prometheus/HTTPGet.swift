import CCurl
import Shared

/// Asks for a page and waits for it, with a deadline. The corresponding C function is
/// `curl_easy_perform`.
enum HTTPGet {
  struct Answer {
    let status: Int
    let body: [UInt8]
  }

  /// More than any answer means.
  private static let limit = 512 << 20

  static func answer(of url: String, within patience: Duration) throws(Complaint) -> Answer {
    guard let curl = unsafe curl_easy_init() else { throw Complaint("no memory for libcurl") }
    defer { unsafe curl_easy_cleanup(curl) }
    let milliseconds = Int(patience / .milliseconds(1))
    unsafe vigie_curl_set_text(curl, CURLOPT_URL, url)
    unsafe vigie_curl_set_text(curl, CURLOPT_PROTOCOLS_STR, "http,https")
    unsafe vigie_curl_set_text(curl, CURLOPT_ACCEPT_ENCODING, "")
    unsafe vigie_curl_set_number(curl, CURLOPT_TIMEOUT_MS, milliseconds)
    unsafe vigie_curl_set_number(curl, CURLOPT_NOSIGNAL, 1)
    let body = Received(limit: limit)
    unsafe vigie_curl_set_pointer(
      curl, CURLOPT_WRITEDATA, Unmanaged.passUnretained(body).toOpaque())
    unsafe vigie_curl_set_receiver(curl, CURLOPT_WRITEFUNCTION) { bytes, size, count, body in
      unsafe Received.hand(bytes, size * count, to: body)
    }
    let code = withExtendedLifetime(body) { unsafe curl_easy_perform(curl) }
    guard code == CURLE_OK else {
      let words = unsafe String(cString: curl_easy_strerror(code))
      throw Complaint(OneLine.of(words) { $0 })
    }
    var status = 0
    unsafe vigie_curl_get_number(curl, CURLINFO_RESPONSE_CODE, &status)
    return Answer(status: status, body: body.bytes)
  }

  /// What has come of an answer.
  private final class Received {
    private(set) var bytes: [UInt8] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Returns how many bytes were taken; any other number than all of them ends the transfer.
    static func hand(
      _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, to body: UnsafeMutableRawPointer?
    ) -> Int {
      guard let body = unsafe body else { return 0 }
      let own = unsafe Unmanaged<Received>.fromOpaque(body).takeUnretainedValue()
      guard own.bytes.count + count <= own.limit else { return 0 }
      unsafe own.bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
      return count
    }
  }
}
