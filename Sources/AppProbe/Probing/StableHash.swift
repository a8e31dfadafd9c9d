import Shared

/// FNV-1a of 64 bits, with its bits mixed at the end so that any of them may be used.
struct StableHash {
  private var state = FNV1a<UInt64>()

  /// Adds a text and its end.
  mutating func add(_ text: String) {
    for byte in text.utf8 { state.add(byte) }
    state.add(0xFF)
  }

  mutating func add(_ bytes: Span<UInt8>) { state.add(bytes) }

  var value: UInt64 {
    let mixed = (state.value ^ state.value >> 33) &* 0xFF51_AFD7_ED55_8CCD
    return mixed ^ mixed >> 33
  }
}
