import Foundation
import TestSupport
import Testing

/// What scripts leave behind, on the page of the running program.
@Suite(.serialized) struct TextfileTests {
  @Test func badFilesCostOnlyThemselves() throws {
    let scripts = try TemporaryFolder([
      "good.prom": "good_things_total 1\n", "syntax.prom": "ok 1\nx{\n",
      "own.prom": "y 1\nnode_load1 5\n", "process.prom": "process_open_fds 1\n",
      "report.prom": "node_scrape_collector_success 1\n",
      "type.prom": "# TYPE good_things_total gauge\ngood_things_total{a=\"b\"} 1\n",
      "time.prom": "z 1 1441205977284\n", "half.prom": "half 1", "huge.prom": "",
    ])
    #expect(truncate("\(scripts.path)/huge.prom", 50_000_000) == 0)
    let exporter = try RunningExporter(.node, "--collector.textfile.directory=\(scripts.path)")
    for _ in 1...3 {
      let page = try exporter.samples()
      #expect(page.contains("good_things_total 1"))
      #expect(page.contains("node_textfile_scrape_error 1"))
      #expect(page.contains(#"node_scrape_collector_success{collector="textfile"} 1"#))
      #expect(page.count { $0.hasPrefix("node_load1 ") } == 1)
      #expect(page.count { $0.hasPrefix("process_open_fds ") } == 1)
      for name in ["ok", "x", "y", "z", "half"] {
        #expect(!page.contains { $0.hasPrefix("\(name) ") || $0.hasPrefix("\(name){") })
      }
      #expect(Set(page.map { $0.split(separator: " ")[0] }).count == page.count)
    }
    let logged = exporter.program.output.split(separator: "\n").filter { $0.contains(".prom") }
    let places = logged.map { line in
      line.split(separator: "\(scripts.path)/").last.map(String.init) ?? ""
    }
    #expect(
      places.sorted() == [
        "half.prom line=1", "huge.prom", "own.prom line=2", "process.prom line=1",
        "report.prom line=1", "syntax.prom line=2", "time.prom line=1", "type.prom line=1",
      ])
  }
}
