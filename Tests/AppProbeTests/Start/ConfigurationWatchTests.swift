import Shared
import TestSupport
import Testing

@testable import AppProbe

@Suite struct ConfigurationWatchTests {
  private func source(_ folder: TemporaryFolder) throws -> ConfigurationSource {
    ConfigurationSource(try ProbeOptions.parse(["--config.file", "\(folder.path)/blackbox.yml"]))
  }

  @Test func onlyAnotherContentIsReadAgain() throws {
    let folder = try TemporaryFolder(["blackbox.yml": "modules: {a: {prober: http}}"])
    let source = try source(folder)
    let recorder = LogRecorder()
    let configuration = try source.configuration(recorder.logger)
    let watch = ConfigurationWatch(source) { try configuration.reload() }
    #expect(!watch.look())
    try folder.write("modules: {a: {prober: http}}", to: "blackbox.yml")
    #expect(!watch.look())
    try folder.write("modules: {b: {prober: http}}", to: "blackbox.yml")
    #expect(watch.look())
    #expect(configuration.value.sortedModules.map(\.name) == ["b"])
    // A bad one is told of once, and the old one stays.
    try folder.write("modules: {b: {prober: htp}}", to: "blackbox.yml")
    #expect(watch.look())
    #expect(!watch.look())
    #expect(recorder.lines.count { $0.hasPrefix("error configuration not loaded") } == 1)
    #expect(configuration.value.sortedModules.map(\.name) == ["b"])
    try folder.remove("blackbox.yml")
    #expect(watch.look())
    #expect(!watch.look())
  }

  @Test func aFileThatIsGivenMustExist() throws {
    let folder = try TemporaryFolder()
    #expect(throws: (any Error).self) { try source(folder).load() }
    #expect(try ConfigurationSource(ProbeOptions.parse([])).load().isBuiltIn)
  }

  @Test(arguments: [("30", 30), ("45s", 45), ("1m30s", 90)])
  func theIntervalIsSecondsOrADuration(text: String, seconds: Int) throws {
    let options = try ProbeOptions.parse(["--config.auto-reload-interval", text])
    #expect(try options.interval() == .seconds(seconds))
  }

  @Test(arguments: [
    ["--config.auto-reload-interval", "0"], ["--timeout-offset", "nan"],
    ["--history.limit", "x"], ["--log.prober", "loud"],
  ])
  func aFlagThatMakesNoSenseIsRefused(arguments: [String]) {
    #expect(throws: (any Error).self) { try ProbeOptions.parse(arguments) }
  }
}
