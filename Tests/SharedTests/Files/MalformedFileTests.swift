import Shared
import TestSupport
import Testing

@Suite struct MalformedFileTests {
  @Test func saysWhichFileDidNotParse() throws {
    let folder = try TemporaryFolder(["stat": "ctxt many"])
    let file = folder.tree.file("stat")
    let error = MalformedFile(
      path: "\(folder.path)/stat", reason: ParseError(expected: "an integer", found: "many"))
    #expect(throws: error) {
      try file.parsing { throw ParseError(expected: "an integer", found: "many") }
    }
    #expect("\(error)" == "\(folder.path)/stat: expected an integer, found 'many'")
  }

  @Test func leavesOtherErrorsAndResultsAlone() throws {
    let file = try TemporaryFolder().tree.file("stat")
    #expect(throws: Absent("x")) { try file.parsing { throw Absent("x") } }
    #expect(try file.parsing { 7 } == 7)
  }
}
