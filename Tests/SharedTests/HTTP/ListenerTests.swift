import CLinux
import Foundation
import Glibc
import Logging
import TestSupport
import Testing

@testable import Shared

@Suite(.timeLimit(.minutes(1))) struct ListenerTests {
  @Test func answersOnIPv4AndIPv6WithoutAHost() throws {
    let server = try TestServer(on: ":0")
    #expect(try TestClient(port: server.port).get("/").status == 200)
    #expect(try TestClient(port: server.port, ipv6: true).get("/").status == 200)
  }

  @Test func answersOnAnIPv6Address() throws {
    let server = try TestServer(on: "[::1]:0")
    #expect(server.listeners[0].description == "[::1]:\(server.port)")
    #expect(try TestClient(port: server.port, ipv6: true).get("/").status == 200)
    #expect(throws: (any Error).self) { try TestClient(port: server.port) }
  }

  @Test func aNameStandsForAllItsAddresses() throws {
    let listeners = try Listener.open(ListenAddress("localhost:0"))
    #expect(listeners.contains { $0.description.hasPrefix("127.0.0.1:") })
  }

  @Test func aPortInUseIsOneClearError() throws {
    let first = try Listener.open(ListenAddress("127.0.0.1:0"))[0]
    #expect {
      try Listener.open(ListenAddress(first.description))
    } throws: { error in
      "\(error)"
        == "\(first.description) is already in use by another program; "
        + "choose another with --web.listen-address"
    }
  }

  @Test func anAddressOfAnotherMachineIsOneClearError() throws {
    #expect {
      try Listener.open(ListenAddress("192.0.2.1:9100"))
    } throws: { error in
      "\(error)"
        == "192.0.2.1:9100 is not an address of this machine; "
        + "choose another with --web.listen-address"
    }
  }

  @Test func aServerThatStoppedLeavesItsPort() throws {
    let server = try TestServer()
    let client = try server.client()
    _ = try client.get("/")
    #expect(server.server.stop(within: .seconds(5)))
    let again = try TestServer(on: "127.0.0.1:\(server.port)")
    #expect(try again.client().get("/").status == 200)
  }

  // MARK: - Local sockets

  @Test func answersOnALocalSocketAndRemovesItsFile() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/socket"
    let server = try TestServer(on: "unix:\(path)")
    #expect(server.listeners[0].description == "unix:\(path)")
    #expect(try TestClient(path: path).get("/").status == 200)
    #expect(server.server.stop(within: .seconds(5)))
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func replacesASocketFileThatWasLeftBehind() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/socket"
    let dead = FileDescriptor(owning: socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0))
    #expect(unsafe vigie_unix_bind(dead.rawValue, path) == 0)
    _ = consume dead
    let server = try TestServer(on: "unix:\(path)")
    #expect(try TestClient(path: path).get("/").status == 200)
    _ = server
  }

  @Test func doesNotTakeASocketFromALivingProgram() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/socket"
    let server = try TestServer(on: "unix:\(path)")
    #expect {
      try Listener.open(.unix(path: path))
    } throws: { error in
      "\(error)"
        == "unix:\(path) is already in use by another program; "
        + "choose another with --web.listen-address"
    }
    #expect(try TestClient(path: path).get("/").status == 200)
    _ = server
  }

  @Test func doesNotReplaceAFileThatIsNoSocket() throws {
    let folder = try TemporaryFolder(["socket": "precious"])
    let path = "\(folder.path)/socket"
    #expect {
      try Listener.open(.unix(path: path))
    } throws: { error in
      "\(error)"
        == "unix:\(path) is taken by a file that is no socket; remove it or choose another path"
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
  }

  @Test func leavesAFileThatAnotherPutInItsPlace() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/socket"
    let listener = try Listener.open(.unix(path: path))[0]
    try folder.remove("socket")
    try folder.write("another's", to: "socket")
    listener.close()
    #expect(FileManager.default.fileExists(atPath: path))
  }

  // MARK: - systemd

  /// (Descriptor 3, where systemd's begin, is taken in the process of a test.)
  @Test func answersOnASocketThatSomebodyElseHasBound() throws {
    let bound = try Listener.open(ListenAddress("127.0.0.1:0"))[0]
    let adopted = try Listener.adopt(dup(bound.rawValue))
    #expect(adopted.description == bound.description)
    let server = try HTTPServer(
      pool: ThreadPool(limit: 1), log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) { _ in .text("passed") }
    try server.start(on: [adopted])
    #expect(try TestClient(port: bound.port ?? 0).get("/").text == "passed")
    #expect(server.stop(within: .seconds(5)))
  }

  @Test func saysThatSystemdPassedNothing() {
    #expect {
      try Listener.passedBySystemd()
    } throws: { error in
      "\(error)" == "systemd passed no socket; is the program started by its .socket unit?"
    }
  }

  @Test func refusesWhatIsNotAListeningSocket() {
    let descriptor = dup(0)
    defer { close(descriptor) }
    #expect {
      try Listener.adopt(descriptor)
    } throws: { error in
      "\(error)"
        == "systemd passed descriptor \(descriptor), which is not a listening stream socket"
    }
  }

  // MARK: - Out of descriptors

  /// In a process of its own, so that the limit hits nobody else.
  @Test func goesOnWhenDescriptorsAreThereAgain() async {
    await #expect(processExitsWith: .success) {
      let server = try TestServer(limits { $0.maxConnections = 10_000 })
      let client = try server.client()
      _ = try client.get("/")
      // The client's own half is opened before there is none left.
      let late = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
      var taken: [CInt] = []
      // Its answer is under way, so that nobody can be closed for another.
      while true {
        let descriptor = dup(late)
        if descriptor < 0 { break }
        taken.append(descriptor)
      }
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = server.port.bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      _ = unsafe withUnsafeBytes(of: &address) { bytes in
        unsafe connect(
          late, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
      }
      // The idle connection had to make room.
      guard try client.isClosedByServer() else { exit(1) }
      usleep(300_000)
      for descriptor in taken { close(descriptor) }
      let answers = try (0..<3).map { _ in try server.client().get("/").status }
      exit(answers == [200, 200, 200] ? 0 : 1)
    }
  }

  @Test func waitsForDescriptorsWhileNobodyCanBeClosed() async {
    await #expect(processExitsWith: .success) {
      let gate = Gate()
      let server = try TestServer(limits { $0.maxConnections = 10_000 }) { request in
        if request.path == "/wait" { gate.pass() }
        return .text("done")
      }
      let busy = try server.client()
      busy.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
      while server.server.requestsInFlight < 1 { usleep(1000) }
      let spare = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
      var taken: [CInt] = []
      while true {
        let descriptor = dup(spare)
        if descriptor < 0 { break }
        taken.append(descriptor)
      }
      // Its client has one descriptor, the server's half none.
      close(spare)
      let late = try server.client()
      late.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      usleep(300_000)
      for descriptor in taken { close(descriptor) }
      guard try late.answer().status == 200 else { exit(1) }
      gate.open()
      exit(try busy.answer().status == 200 ? 0 : 2)
    }
  }
}
