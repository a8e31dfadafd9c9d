import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct ProcessFolderTests {
  private func stat(_ text: String) throws -> ProcessStat {
    let bytes = Array(text.utf8)
    return try ProcessStat(bytes.span)
  }

  private static let rest =
    "0 1 1 0 -1 4194560 9061 9416027 94 2620 36 98 54406 13885 20 0 7 0 29 109604864 2507"

  @Test(arguments: ["systemd", "tmux: server", "a) R 1 (b", "(sd-pam)", ")", ""])
  func findsStateAndThreadsBehindAnyName(name: String) throws {
    let stat = try stat("78011 (\(name)) S \(Self.rest)\n")
    #expect(stat.state == UInt8(ascii: "S"))
    #expect(stat.threads == 7)
  }

  @Test(arguments: ["", "78011", "78011 (systemd)", "78011 (systemd) S 0 1", "1 (x) SS \(rest)"])
  func refusesALineThatIsCutOff(line: String) {
    #expect(throws: ParseError.self) { try stat(line) }
  }

  @Test func listsNumbersAndNothingElse() throws {
    let folder = try TemporaryFolder([
      "1/stat": "", "42/stat": "", "4294967296/stat": "", "sys/x": "", "1a/stat": "", "loadavg": "",
    ])
    var processes = try ProcessFolder(opening: folder.path)
    var found: [Int32] = []
    while let id = processes.next() { found.append(id) }
    #expect(found.sorted() == [1, 42])
  }

  @Test func aProcessThatHasEndedIsNoFailure() throws {
    let folder = try TemporaryFolder(["1/stat": "1 (init) S \(Self.rest)"])
    var processes = try ProcessFolder(opening: folder.path)
    let living = try processes.stat(of: 1)
    let ended = try processes.stat(of: 2)
    let hasThreads = try processes.tasks(of: 2) != nil
    let isComplete = processes.hasTasks(1)
    #expect(living?.threads == 7)
    #expect(ended == nil)
    #expect(!hasThreads)
    #expect(!isComplete)
  }

  @Test func namesTheFileThatItCannotRead() throws {
    let folder = try TemporaryFolder(["1/stat": "rubbish"])
    #expect(
      throws: MalformedFile(
        path: "\(folder.path)/1/stat",
        reason: ParseError(expected: "a process's state", found: "rubbish"))
    ) {
      var processes = try ProcessFolder(opening: folder.path)
      _ = try processes.stat(of: 1)
    }
  }
}
