import Foundation
import Shared
import TestSupport
import Testing

@testable import YAML

@Suite struct YAMLFileTests {
  struct Modules: Equatable {
    let types: [String: String]

    init(_ document: YAMLDocument) throws {
      types = try document.root.mapping { root in
        var types: [String: String] = [:]
        for (name, value) in try root.entries("auth_modules") {
          types[name] = try value.mapping { try $0.string("type") }
        }
        return types
      }
    }
  }

  let folder: TemporaryFolder
  private var file: String { "\(folder.path)/x.yml" }

  init() throws { folder = try TemporaryFolder() }

  @Test func aConfigurationIsLoadedFromAFileAndReloaded() throws {
    let log = LogRecorder()
    try folder.write("auth_modules: {a: {type: userpass}}\n", to: "x.yml")
    let configuration = try Configuration(file: file, flag: "modules", log: log.logger) { file in
      try Modules(YAMLDocument(file: file))
    }
    #expect(configuration.value.types == ["a": "userpass"])

    try folder.write("auth_modules:\n  b:\n    tpe: userpass\n", to: "x.yml")
    #expect(throws: YAMLError.self) { try configuration.reload() }
    #expect(configuration.value.types == ["a": "userpass"])
    let reason = "'type' is missing; is it misspelled as 'tpe'?"
    #expect(
      log.lines == [
        "error configuration not loaded, the old one stays in force "
          + "err=\(file):3: auth_modules.b: \(reason) file=\(file)"
      ])

    try folder.write("auth_modules: {b: {type: userpass}}\n", to: "x.yml")
    try configuration.reload()
    #expect(configuration.value.types == ["b": "userpass"])
  }

  @Test func aFileThatIsNotThereIsNamed() {
    #expect(
      message { _ = try YAMLDocument(file: file) } == "open \(file): No such file or directory")
  }

  @Test func theEmptyDeviceIsAnEmptyFile() throws {
    #expect(try YAMLDocument(file: "/dev/null").root.entries().isEmpty)
  }

  @Test func whatIsNoFileIsRefusedWithoutWaiting() {
    let fifo = "\(folder.path)/fifo"
    #expect(mkfifo(fifo, 0o600) == 0)
    #expect(message { _ = try YAMLDocument(file: fifo) } == "\(fifo): it is not a regular file")
    #expect(
      message { _ = try YAMLDocument(file: folder.path) }
        == "\(folder.path): it is a folder, not a file")
    #expect(
      message { _ = try YAMLDocument(file: "/dev/zero") } == "/dev/zero: it is not a regular file")
  }

  @Test func aFileIsReadToItsEndAndNoFurtherThanTheLimit() throws {
    var limits = YAMLLimits()
    limits.fileSize = 10_000
    try folder.write("a: b\n" + String(repeating: "#", count: 9_995), to: "x.yml")
    #expect(text(try YAMLDocument(file: file, limits: limits).root.node) == "{a: b}")
    try folder.write("a: b\n" + String(repeating: "#", count: 9_996), to: "x.yml")
    #expect(
      message { _ = try YAMLDocument(file: file, limits: limits) }
        == "\(file): files of more than 10000 bytes are not read")
    // Its size is 0 until it is read.
    limits.fileSize = 8
    #expect(
      message { _ = try YAMLDocument(file: "/proc/self/status", limits: limits) }
        == "/proc/self/status: files of more than 8 bytes are not read")
  }
}
