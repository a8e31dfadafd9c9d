internal import Glibc

/// Spells what is logged: fields on one line, whatever is in them.
package enum LogLine {
  /// `level=info msg="two words"`.
  package static func logfmt(_ fields: [(String, String)]) -> String {
    fields.map { "\($0)=\(quotedIfNeeded($1))" }.joined(separator: " ")
  }

  static func json(_ fields: [(String, String)]) -> String {
    "{" + fields.map { "\(quoted($0)):\(quoted($1))" }.joined(separator: ",") + "}"
  }

  /// A moment in UTC as RFC 3339 has it, with milliseconds.
  ///
  /// - Parameter seconds: Since 1970.
  package static func time(_ seconds: Double) -> String {
    let whole = seconds.rounded(.down)
    return time((Int(whole), Int((seconds - whole) * 1e9)))
  }

  static func time(_ moment: (seconds: Int, nanoseconds: Int)) -> String {
    var moment = moment
    var parts = unsafe tm()
    unsafe gmtime_r(&moment.seconds, &parts)
    func padded(_ number: some BinaryInteger, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return
      unsafe "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2))"
      + "T\(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2))"
      + ".\(padded(moment.nanoseconds / 1_000_000, 3))Z"
  }

  private static func quotedIfNeeded(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
      $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=")
        && $0 != UInt8(ascii: "\\") && $0 < 0x7f
    }
    return isPlain && !text.isEmpty ? text : quoted(text)
  }

  private static func quoted(_ text: String) -> String { text.quoted { $0 == "\u{7f}" } }
}
