import Shared
import TestSupport
import Testing

@Suite struct FileStatusTests {
  @Test func aFileThatTookThePlaceOfAnotherIsAnotherFile() throws {
    let folder = try TemporaryFolder(["b8:0": "E:ID_MODEL=old\n"])
    let path = "\(folder.path)/b8:0"
    let old = try FileStatus(of: path)
    #expect(try FileStatus(of: path) == old)
    #expect(old.isRegular && old.size == 15)
    try folder.remove("b8:0")
    #expect(throws: SystemError("stat", path, code: 2)) { try FileStatus(of: path) }
    try folder.write("E:ID_MODEL=new, and longer\n", to: "b8:0")
    #expect(try FileStatus(of: path) != old)
  }

  @Test func aFolderIsNoRegularFile() throws {
    #expect(try !FileStatus(of: "/").isRegular)
  }
}
