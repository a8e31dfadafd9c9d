import Foundation
import TestSupport
import Testing

@testable import Shared

@Suite struct KernelFileTests {
  @Test func readsWhatIsThereNow() throws {
    let folder = try TemporaryFolder(["load": "1"])
    let file = folder.tree.file("load")
    #expect(try file.read() == Array("1".utf8))
    // The same inode, as the kernel's files keep theirs.
    let handle = try #require(FileHandle(forWritingAtPath: file.path))
    try handle.write(contentsOf: Data("22".utf8))
    #expect(try file.read() == Array("22".utf8))
  }

  @Test func readsAFileOfAnySize() throws {
    let text = String(repeating: "0123456789", count: 50_000)
    let folder = try TemporaryFolder(["big": text])
    let file = folder.tree.file("big")
    for _ in 0..<3 { #expect(try file.read() == Array(text.utf8)) }
  }

  @Test(arguments: [0, 1, 1023, 1024, 1025, 5000])
  func readsAnAttributeWhole(size: Int) throws {
    let text = String(repeating: "x", count: size)
    let folder = try TemporaryFolder(["attribute": text])
    let file = folder.tree.attribute("attribute")
    for _ in 0..<3 { #expect(try file.read() == Array(text.utf8)) }
  }

  @Test func aMissingFileIsAnErrorOrAbsentAsAsked() throws {
    let folder = try TemporaryFolder()
    let file = folder.tree.file("none")
    #expect(throws: SystemError("open", file.path, code: 2)) { try file.read() }
    #expect(throws: Absent(file.path)) { try file.readOrAbsent() }
    #expect("\(SystemError("open", "/x", code: 2))" == "open /x: No such file or directory")
  }

  @Test func keepsNoMoreDescriptorsThanItsBudget() throws {
    let names = (0..<20).map { "file\($0)" }
    let folder = try TemporaryFolder(Dictionary(uniqueKeysWithValues: names.map { ($0, $0) }))
    let budget = DescriptorBudget(5)
    let tree = FileTree(root: folder.path, keeping: budget)
    var files = names.map { tree.file($0) }
    for _ in 0..<3 {
      for (file, name) in zip(files, names) { #expect(try file.read() == Array(name.utf8)) }
    }
    #expect(openDescriptors(below: folder.path) == 5)
    files = []
    #expect(openDescriptors(below: folder.path) == 0)
    let other = tree.file("file0")
    _ = try other.read()
    #expect(openDescriptors(below: folder.path) == 1)
  }

  @Test func readersOnSeveralThreadsAllGetTheWholeFile() throws {
    let text = String(repeating: "abcdefgh", count: 4000)
    let folder = try TemporaryFolder(["shared": text])
    let file = folder.tree.file("shared")
    let good = Counter()
    let done = Counter()
    for _ in 0..<4 {
      try Thread.detach {
        for _ in 0..<200 where (try? file.read()) == Array(text.utf8) { good.increment() }
        done.increment()
      }
    }
    while done.value < 4 { pauseBriefly() }
    #expect(good.value == 800)
    #expect(openDescriptors(below: folder.path) == 1)
  }

  @Test func listsFoldersInByteOrder() throws {
    let folder = try TemporaryFolder(["b/x": "", "a/x": "", "B": ""])
    #expect(try folder.tree.names() == ["B", "a", "b"])
    #expect(throws: SystemError.self) { try folder.tree.names(in: "none") }
  }

  private func openDescriptors(below path: String) -> Int {
    let links = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return links.filter {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)"))?
        .hasPrefix(path) == true
    }.count
  }
}
