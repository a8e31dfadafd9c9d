import Foundation
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct TextfileTests {
  private func read(_ folder: TemporaryFolder, kept: Textfile? = nil) throws -> Textfile {
    try #require(Textfile.current("\(folder.path)/a.prom", kept: kept, maxSize: 1000))
  }

  /// What would be kept of a file as it is now; no content is recognisable.
  private func marked(_ file: Textfile, isSettled: Bool) -> Textfile {
    Textfile(path: file.path, status: file.status, content: .success([]), isSettled: isSettled)
  }

  private func isMarked(_ file: Textfile) -> Bool { (try? file.content.get().isEmpty) == true }

  @Test func aFileThatHasNotChangedIsNotReadAgain() throws {
    let folder = try TemporaryFolder(["a.prom": "x 1\n"])
    let first = try read(folder)
    #expect(isMarked(try read(folder, kept: marked(first, isSettled: true))))
  }

  @Test func aFileThatWasWrittenJustNowIsReadAgain() throws {
    let folder = try TemporaryFolder(["a.prom": "x 1\n"])
    let first = try read(folder)
    #expect(!first.isSettled)
    #expect(!isMarked(try read(folder, kept: marked(first, isSettled: false))))
  }

  @Test func aChangeIsSeenThoughSizeAndTimeStayTheSame() throws {
    let folder = try TemporaryFolder(["a.prom": "x 1\n"])
    let times = [timeval(tv_sec: 5, tv_usec: 0), timeval(tv_sec: 5, tv_usec: 0)]
    let path = "\(folder.path)/a.prom"
    unsafe utimes(path, times)
    let kept = marked(try read(folder), isSettled: true)
    // Longer than the clock of a file system may stand still.
    usleep(50_000)
    try folder.write("x 2\n", to: "a.prom")
    unsafe utimes(path, times)
    let again = try read(folder, kept: kept)
    #expect(again.status?.modified == kept.status?.modified)
    #expect(!isMarked(again))
  }

  @Test func aFileThatWentAwayIsNoError() throws {
    let folder = try TemporaryFolder()
    #expect(Textfile.current("\(folder.path)/a.prom", kept: nil, maxSize: 1000) == nil)
  }

  @Test func readsFilesWhoseSizeIsNotKnownBeforehand() throws {
    // The kernel says that this regular file is empty.
    let file = try #require(Textfile.current("/proc/self/limits", kept: nil, maxSize: 10))
    guard case .failure(let error) = file.content else {
      Issue.record("it was read")
      return
    }
    #expect(error.reason.hasSuffix("bytes, and files of more than 10 are not read"))
  }
}

@Suite struct TextfileDirectoriesTests {
  @Test(arguments: [
    ("a", "a"), ("a/", "a"), ("./a//b/./c/", "a/b/c"), ("/a/../b", "/b"), ("a/..", "."),
    ("../a", "../a"), ("../../a/..", "../.."), ("/", "/"), ("/../a", "/a"), (".", "."),
  ])
  func namesDirectoriesAsGoDoes(path: String, cleaned: String) {
    #expect(TextfileDirectories.cleaned(path) == cleaned)
  }

  @Test func listsDirectoriesAndPatternsOnce() throws {
    let folder = try TemporaryFolder([
      "b/2.prom": "", "b/1.prom": "", "a/x.prom": "", "a/x.txt": "", "other": "", "c[d]/y.prom": "",
    ])
    func list(_ patterns: String...) -> ([String], [String]) {
      let found = TextfileDirectories(patterns: patterns.map { "\(folder.path)/\($0)" }).list()
      let cut = folder.path.count + 1
      return (
        found.files.map { String($0.dropFirst(cut)) },
        found.unreadable.map { String($0.path.dropFirst(cut)) }
      )
    }
    #expect(list("b/", "a") == (["b/1.prom", "b/2.prom", "a/x.prom"], []))
    #expect(list("[ab]", "b", "./a/") == (["a/x.prom", "b/1.prom", "b/2.prom"], []))
    #expect(list("none*", "gone", "a") == (["a/x.prom"], ["none*", "gone"]))
    #expect(list("c[d]") == (["c[d]/y.prom"], []))
    #expect(list("o*") == ([], ["other"]))
  }
}

@Suite struct TextfileOptionsTests {
  @Test func directoriesAreRepeatable() throws {
    let options = try TextfileOptions.parse([
      "--collector.textfile.directory=/a", "--collector.textfile.directory", "/b*",
      "--collector.textfile.max-size=5",
    ])
    #expect(options.directories == ["/a", "/b*"])
    #expect(options.maxSize == 5)
    #expect(try TextfileOptions.parse([]).directories.isEmpty)
  }

  @Test func aSizeOfNothingMakesNoSense() {
    #expect(throws: (any Error).self) {
      try TextfileOptions.parse(["--collector.textfile.max-size=0"])
    }
  }
}
