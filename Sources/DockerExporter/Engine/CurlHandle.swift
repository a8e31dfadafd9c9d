import CLateCurl
import Shared

/// What libcurl makes a transfer with. The corresponding C type is `CURL`.
///
/// It belongs to one thread at a time.
@safe final class CurlHandle {
  let pointer: OpaquePointer
  /// Where libcurl writes what went wrong.
  private let words: UnsafeMutablePointer<CChar>

  /// Once per process, before there are threads that could race for it.
  private static let isReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

  /// `nil` when there is no memory.
  init?() {
    guard Self.isReady, let pointer = unsafe curl_easy_init() else { return nil }
    unsafe self.pointer = pointer
    unsafe words = .allocate(capacity: Int(CURL_ERROR_SIZE))
    unsafe words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    unsafe vigie_curl_set_pointer(pointer, CURLOPT_ERRORBUFFER, words)
  }

  deinit {
    unsafe curl_easy_cleanup(pointer)
    unsafe words.deallocate()
  }

  func set(_ option: CURLoption, _ number: Int) {
    unsafe vigie_curl_set_number(pointer, option, number)
  }

  func set(_ option: CURLoption, _ isOn: Bool) { set(option, isOn ? 1 : 0) }

  /// Sets an option to a text of which libcurl takes a copy.
  func set(_ option: CURLoption, _ text: String) {
    unsafe vigie_curl_set_text(pointer, option, text)
  }

  func number(_ info: CURLINFO) -> Int {
    var value = 0
    unsafe vigie_curl_get_number(pointer, info, &value)
    return value
  }

  /// What went wrong in libcurl's words.
  func words(for code: CURLcode) -> String {
    let text = unsafe String(cString: words)
    return text.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : text
  }
}
