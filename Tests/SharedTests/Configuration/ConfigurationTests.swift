import Foundation
import TestSupport
import Testing

@testable import Shared

@Suite struct ConfigurationTests {
  struct NotANumber: Error, CustomStringConvertible {
    let description: String
  }

  let folder: TemporaryFolder
  let log = LogRecorder()

  init() throws { folder = try TemporaryFolder() }

  private var file: String { "\(folder.path)/number" }

  private func configuration(fallback: Int? = nil) throws -> Configuration<Int> {
    try Configuration(file: file, flag: "numbers", fallback: fallback, log: log.logger) {
      file in
      let text = String(decoding: try SmallFile.contents(of: file), as: UTF8.self)
      guard let number = Int(text) else { throw NotANumber(description: "'\(text)' is no number") }
      return number
    }
  }

  @Test func aFileThatWasGivenMustBeThereAndGood() throws {
    let absent = #expect(throws: FlagError.self) { try configuration() }
    #expect(
      absent?.description
        == "--numbers: open \(file): No such file or directory; name a file that is "
        + "there, or leave the flag out")
    try folder.write("x", to: "number")
    let bad = FlagError(flag: "numbers", reason: "'x' is no number")
    #expect(throws: bad) { try configuration() }
    #expect(throws: bad) { try configuration(fallback: 7) }
  }

  @Test func aDefaultFileMayBeAbsent() throws {
    #expect(try configuration(fallback: 7).value == 7)
  }

  @Test func anAbsentDefaultFileIsNoFailureOfAReloadEither() throws {
    let configuration = try configuration(fallback: 7)
    try configuration.reload()
    #expect(configuration.value == 7)
    try folder.write("8", to: "number")
    try configuration.reload()
    #expect(configuration.value == 8)
    try folder.remove("number")
    try configuration.reload()
    #expect(configuration.value == 7)
  }

  @Test func aReloadSwapsTheValueAndABadOneKeepsTheOld() throws {
    try folder.write("1", to: "number")
    let configuration = try configuration()
    func reloadSucceeded() -> String? {
      samples(exposition { configuration.write(prefix: "x", into: &$0) }).first
    }
    try folder.write("2", to: "number")
    try configuration.reload()
    #expect(configuration.value == 2)
    #expect(reloadSucceeded() == "x_config_last_reload_successful 1")

    try folder.write("two", to: "number")
    #expect(throws: NotANumber.self) { try configuration.reload() }
    #expect(configuration.value == 2)
    #expect(reloadSucceeded() == "x_config_last_reload_successful 0")

    try folder.write("3", to: "number")
    try configuration.reload()
    #expect(configuration.value == 3)
    #expect(reloadSucceeded() == "x_config_last_reload_successful 1")
    #expect(
      log.lines == [
        "notice configuration loaded again file=\(file)",
        "error configuration not loaded, the old one stays in force err='two' is no number "
          + "file=\(file)",
        "notice configuration loaded again file=\(file)",
      ])
  }
}
