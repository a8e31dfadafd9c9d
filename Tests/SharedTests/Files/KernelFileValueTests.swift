import Shared
import TestSupport
import Testing

@Suite struct KernelFileValueTests {
  @Test(arguments: [(" full duplex \n", "full duplex"), ("\n", ""), ("", "")])
  func textHasNoBlanksAtItsEnds(contents: String, text: String) throws {
    let folder = try TemporaryFolder(["value": contents])
    #expect(try folder.tree.file("value").text() == text)
  }

  @Test(arguments: [
    ("42\n", 42), ("-1\n", -1), ("0x1003\n", 0x1003), ("9223372036854775807", Int.max),
  ])
  func numbersAreDecimalOrHexadecimal(contents: String, number: Int) throws {
    let folder = try TemporaryFolder(["value": contents])
    #expect(try folder.tree.file("value").number() == number)
  }

  @Test(arguments: ["", "none\n", "0xffffffffffffffff\n", "9223372036854775808\n"])
  func whatIsNoNumberIsAnErrorThatNamesTheFile(contents: String) throws {
    let folder = try TemporaryFolder(["value": contents])
    #expect {
      try folder.tree.file("value").number()
    } throws: { error in
      (error as? MalformedFile)?.path == "\(folder.path)/value"
    }
  }
}
