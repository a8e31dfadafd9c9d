import ArgumentParser
import Shared

@testable import PgExporter

/// The password that must not turn up anywhere.
let marker = "hunter2secret"

extension DataSource {
  /// The settings by keyword, revealed.
  var values: [String: String] {
    Dictionary(uniqueKeysWithValues: parameters.map { ($0.keyword, $0.value.revealed) })
  }

  /// Without what every data source has.
  var given: [String: String] {
    values.filter { !["application_name", "gssencmode", "client_encoding"].contains($0.key) }
  }
}

/// All texts that somebody may log.
func texts(of value: Any) -> [String] {
  var dumped = ""
  dump(value, to: &dumped)
  return [String(describing: value), String(reflecting: value), "\([value])", dumped]
}

/// Random numbers that are the same in every run.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Passwords over all printable characters of ASCII.
let passwords: [String] = {
  var random = Seeded(state: 42)
  return (0..<500).map { _ in
    String(
      (0..<Int.random(in: 1...24, using: &random)).map { _ in
        Character(Unicode.Scalar(UInt8.random(in: 0x20...0x7E, using: &random)))
      })
  }
}()

func percentEncoded(_ text: String) -> String {
  text.utf8.map { byte in
    byte.isLetter || byte.isDigit
      ? String(UnicodeScalar(byte))
      : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }.joined()
}
