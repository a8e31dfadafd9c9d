import Shared
import Testing

@testable import NodeExporter

@Suite struct CPUSetTests {
  @Test(arguments: [
    ("1,3-5,9\n", [1, 3, 4, 5, 9]), ("0\n", [0]), ("0-1", [0, 1]), ("\n", []), ("", []),
    ("(null)\n", []),
  ])
  func readsNumbersAndRanges(text: String, cpus: [Int]) throws {
    let file = Array(text.utf8)
    #expect(try CPUSet(file.span).cpus == cpus)
  }

  @Test(arguments: ["x\n", "3-1\n", "-1\n", "0-99999999\n", "18446744073709551615\n"])
  func refusesWhatIsNoSet(text: String) {
    let file = Array(text.utf8)
    #expect(throws: ParseError.self) { try CPUSet(file.span) }
  }
}
