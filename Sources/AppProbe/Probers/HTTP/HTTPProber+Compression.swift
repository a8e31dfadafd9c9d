import CCurl
import Shared

extension HTTPProber {
  /// What a body can be compressed with.
  enum Coding: String, CaseIterable { case gzip, br, deflate, identity }

  /// Refuses an Accept-Encoding header which says that the compression that is asked for is not
  /// wanted, and notes one that nobody here can unpack.
  func checkCompression(_ options: OptionReader) throws {
    guard let compression else { return }
    if compression == Coding.br.rawValue, !Curl.has(CURL_VERSION_BROTLI) {
      options.notes.missing =
        "this machine's libcurl unpacks no 'br': write 'compression: gzip', or install Debian's libcurl4"
    }
    for header in headers where header.name.lowercased() == "accept-encoding" {
      guard case .text(let value) = header.value else { continue }
      guard !PreferenceList(value.revealed).accepts(compression) else { continue }
      throw options.error(
        "compression", "the module's Accept-Encoding header does not ask for \(compression)")
    }
  }
}

extension PreferenceList {
  fileprivate func accepts(_ coding: String) -> Bool {
    let named = entries.first { $0.name == coding } ?? entries.first { $0.name == "*" }
    return named.map { $0.quality > 0 } ?? (coding == "identity" || entries.isEmpty)
  }
}
