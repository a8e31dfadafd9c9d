import CCurl
import Shared

/// What libcurl makes a transfer with. The corresponding C type is `CURL`.
///
/// It keeps its cookies from one transfer to the next, and the strings that its options are set to.
@safe final class CurlHandle {
  let pointer: OpaquePointer
  /// Lists that options point to, which libcurl does not copy.
  private var lists: [CurlList] = []
  /// Where libcurl writes what went wrong.
  private let words: UnsafeMutablePointer<CChar>

  /// `nil` when there is no memory.
  init?() {
    _ = Curl.isReady
    guard let pointer = unsafe curl_easy_init() else { return nil }
    unsafe self.pointer = pointer
    unsafe words = .allocate(capacity: Int(CURL_ERROR_SIZE))
    unsafe words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    // From its first cookie on the handle keeps them. CURLOPT_COOKIEFILE is there to begin with that, but
    // libcurl 7.88 loses its memory of it whenever options are taken back, fifty bytes for each probe.
    set(CURLOPT_COOKIELIST, "Set-Cookie: first=none")
    cookies = []
  }

  deinit {
    unsafe curl_easy_cleanup(pointer)
    unsafe words.deallocate()
  }

  /// Takes all options back.
  func reset() {
    unsafe curl_easy_reset(pointer)
    lists.removeAll()
    unsafe words[0] = 0
    unsafe vigie_curl_set_pointer(pointer, CURLOPT_ERRORBUFFER, words)
  }

  /// What went wrong in libcurl's words, which hold no more than the server's and hosts' own.
  var complaint: String? {
    let text = OneLine.of(unsafe String(cString: words)) { $0 }
    return text.isEmpty ? nil : text
  }

  func set(_ option: CURLoption, _ number: Int) {
    unsafe vigie_curl_set_number(pointer, option, number)
  }

  func set(_ option: CURLoption, _ isOn: Bool) { set(option, isOn ? 1 : 0) }

  /// Sets an option to a text of which libcurl takes a copy.
  func set(_ option: CURLoption, _ text: String?) {
    unsafe vigie_curl_set_text(pointer, option, text)
  }

  func set(_ option: CURLoption, _ lines: [String]) {
    let list = CurlList(lines)
    unsafe vigie_curl_set_pointer(pointer, option, list.first)
    lists.append(list)
  }

  /// Sets the body of a request, of which libcurl takes a copy.
  func set(body: [UInt8]) {
    unsafe vigie_curl_set_size(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
    unsafe body.withUnsafeBytes { bytes in
      // An empty array may have no address, which would stand for no body at all.
      let start = unsafe bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
      unsafe vigie_curl_set_pointer(
        pointer, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: start))
    }
  }

  /// A moment or a span of the last transfer, which libcurl has in microseconds; zero where it was
  /// not reached.
  func span(_ info: CURLINFO) -> Duration {
    var value: curl_off_t = 0
    unsafe vigie_curl_get_size(pointer, info, &value)
    return .microseconds(value)
  }

  func number(_ info: CURLINFO) -> Int {
    var value = 0
    unsafe vigie_curl_get_number(pointer, info, &value)
    return value
  }

  /// The cookies that the handle has, a line each.
  var cookies: [String] {
    get {
      var first: UnsafeMutablePointer<curl_slist>?
      unsafe vigie_curl_get_list(pointer, CURLINFO_COOKIELIST, &first)
      return unsafe CurlList(owning: first).lines
    }
    set {
      set(CURLOPT_COOKIELIST, "ALL")
      for line in newValue { set(CURLOPT_COOKIELIST, line) }
    }
  }
}

/// Lines as libcurl takes and gives them. The corresponding C type is `curl_slist`.
@safe final class CurlList {
  private(set) var first: UnsafeMutablePointer<curl_slist>?

  init(_ lines: [String]) {
    for line in lines {
      // NULL when there is no memory: the list stays as it is.
      if let longer = unsafe curl_slist_append(first, line) { unsafe first = longer }
    }
  }

  init(owning first: UnsafeMutablePointer<curl_slist>?) { unsafe self.first = first }

  deinit { unsafe curl_slist_free_all(first) }

  var lines: [String] {
    var lines: [String] = []
    var next = unsafe first
    while let entry = unsafe next {
      if let text = unsafe entry.pointee.data { lines.append(unsafe String(cString: text)) }
      unsafe next = unsafe entry.pointee.next
    }
    return lines
  }
}
