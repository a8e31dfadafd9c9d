import Foundation
import Shared
import TestSupport
import Testing

@testable import AppProbe

@Suite(.serialized, Requirement(programs: ["python3", "setpriv"]).trait)
struct UnixProberTests {
  private static let script = """
    import socket, sys
    path = sys.argv[1].replace("@", "\\0", 1) if sys.argv[1][0] == "@" else sys.argv[1]
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    print("listening", flush=True)
    while True:
        client, _ = listener.accept()
        line = client.makefile().readline()
        client.sendall(b"heard " + line.encode())
        client.close()
    """

  private let bench: ProbeBench
  private let folder: TemporaryFolder

  init() throws {
    bench = try ProbeBench()
    folder = try TemporaryFolder(["file": ""])
  }

  @Test(arguments: [true, false])
  func aSocketIsTalkedTo(isAbstract: Bool) throws {
    let path = isAbstract ? "@vigie-test-\(UUID().uuidString)" : "\(folder.path)/socket"
    let server = try TestSupport.Program("python3", ["-c", Self.script, path])
    #expect(server.wait { $0.output.contains("listening") })
    var prober = UnixProber()
    prober.conversation = [
      QueryResponse(send: "hello"), QueryResponse(expect: try Pattern("^heard hello$")),
    ]
    let result = try bench.probe(prober, path)
    #expect(result.report.failure == nil)
    #expect(result.report.value(.ipProtocol) == nil)
    #expect(result.report.value(.failedDueToRegex) == 0)
  }

  @Test func whereNobodyListensItIsRefused() throws {
    for path in ["\(folder.path)/none", "\(folder.path)/file", "@vigie-test-\(UUID().uuidString)"] {
      #expect(try bench.probe(UnixProber(), path).reason == .refused)
    }
  }

  @Test(arguments: ["", String(repeating: "a", count: 108), "a\0b"])
  func whatCannotBeAPathIsRefused(path: String) throws {
    #expect(try bench.probe(UnixProber(), path).reason == .configuration)
  }
}
