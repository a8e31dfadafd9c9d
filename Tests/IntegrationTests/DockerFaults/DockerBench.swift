import Foundation
import TestSupport
import Testing

/// The program in front of an engine that a test hurts.
struct DockerBench {
  let exporter: RunningExporter

  init(_ engine: DockerEngine, _ flags: String...) throws {
    exporter = try RunningExporter(
      .docker,
      arguments: flags + ["--docker.host=\(engine.host)", "--path.procfs=\(engine.procfs)"])
  }

  /// Scrapes, and checks that the page comes at once, whatever the engine does.
  @discardableResult
  func scrape(sourceLocation: SourceLocation = #_sourceLocation) throws -> [String] {
    let start = ContinuousClock.now
    let (status, body) = try LocalRequest(port: exporter.port).get("/metrics", [])
    #expect(status == 200, sourceLocation: sourceLocation)
    #expect(start.duration(to: .now) < .seconds(1), sourceLocation: sourceLocation)
    return TestSupport.samples(body)
  }

  /// Scrapes until a sample is there, and returns the page.
  @discardableResult
  func wait(for sample: String, sourceLocation: SourceLocation = #_sourceLocation) throws
    -> [String]
  {
    var page: [String] = []
    try TestSupport.wait(seconds: 60, for: "\(sample); \(exporter.program.output)") {
      page = try scrape(sourceLocation: sourceLocation)
      return page.contains(sample)
    }
    return page
  }
}

extension [String] {
  /// The names of series whose collectors read the ledger: they are there whatever the engine does.
  var ofContainers: Set<String> {
    Set(
      filter { sample in
        ["docker_container_state", "docker_container_deaths", "container_state"].contains {
          sample.hasPrefix($0)
        }
      }
      .map { String($0.prefix { $0 != " " }) })
  }
}
