import Testing

@testable import NodeExporter

@Suite struct RowMemoryTests {
  /// Asks for `keys` in order; a value is the key and the number of the reading that made it.
  private func read(
    _ keys: [String], _ memory: inout RowMemory<String>, reading: Int
  ) -> [String] {
    memory.begin()
    defer { memory.end() }
    return keys.map { key in
      let bytes = Array(key.utf8)
      return memory.value(for: bytes.span) { "\(key)\(reading)" }
    }
  }

  @Test func makesAValueOnce() {
    var memory = RowMemory<String>()
    #expect(read(["a", "b"], &memory, reading: 1) == ["a1", "b1"])
    #expect(memory.isChanged)
    #expect(read(["a", "b"], &memory, reading: 2) == ["a1", "b1"])
    #expect(!memory.isChanged)
  }

  @Test(arguments: [
    // A row comes first, between and last.
    (["x", "a", "b"], ["x2", "a1", "b1"]), (["a", "x", "b"], ["a1", "x2", "b1"]),
    (["a", "b", "x"], ["a1", "b1", "x2"]),
    // A row goes first, last, and all go.
    (["b"], ["b1"]), (["a"], ["a1"]), ([], []),
    // Another row takes the place of one; the order turns around.
    (["a", "c"], ["a1", "c2"]), (["b", "a"], ["b1", "a2"]),
  ])
  func followsTheTable(keys: [String], values: [String]) {
    var memory = RowMemory<String>()
    _ = read(["a", "b"], &memory, reading: 1)
    #expect(read(keys, &memory, reading: 2) == values)
    #expect(memory.isChanged)
    #expect(read(keys, &memory, reading: 3) == values)
    #expect(!memory.isChanged)
  }
}
