import Foundation
import Shared
import TestSupport
import Testing

@testable import NodeExporter

/// A directory of text files, their collector and its log.
private struct Scripts {
  let folder: TemporaryFolder
  let collector: TextfileCollector
  let log = LogRecorder()

  init(_ files: [String: String], maxSize: Int = 1000, patterns: [String] = [""]) throws {
    folder = try TemporaryFolder(files)
    let options = try TextfileOptions.parse(
      ["--collector.textfile.max-size=\(maxSize)"]
        + patterns.map { [folder] in "--collector.textfile.directory=\(folder.path)/\($0)" })
    collector = TextfileCollector(options, log.logger)
  }

  /// A scrape without HELP and the families of the collector itself, the folder's path as `DIR`.
  func scrape() throws -> [String] {
    lines(try exposition(of: collector)).filter {
      !$0.contains("node_textfile_") && !$0.hasPrefix("# HELP")
    }
  }

  /// What the collector tells of itself: the files that were read, and `error` if any was not.
  func report() throws -> [String] {
    let own = lines(try exposition(of: collector)).filter { $0.hasPrefix("node_textfile_") }
    return own.compactMap { line in
      if line == "node_textfile_scrape_error 1" { return "error" }
      guard line.hasPrefix("node_textfile_mtime_seconds{file=\"DIR/") else { return nil }
      return String(line.split(separator: "\"")[1].dropFirst(4))
    }
  }

  func lines(_ text: String) -> [String] {
    text.replacingOccurrences(of: folder.path, with: "DIR").split(separator: "\n").map(String.init)
  }

  /// Writes a file whose name is no `String`.
  func write(_ text: String, toBytes name: some Sequence<UInt8>) throws {
    let path = (folder.path.utf8 + [UInt8(ascii: "/")] + name + [0]).map(CChar.init(bitPattern:))
    let file = unsafe try #require(fopen(path, "w"))
    unsafe fputs(text, file)
    unsafe fclose(file)
  }

  var logged: [String] {
    log.lines.map { $0.replacingOccurrences(of: folder.path, with: "DIR") }
  }
}

@Suite struct TextfileCollectorTests {
  @Test func servesTheMetricsOfEveryFile() throws {
    let scripts = try Scripts([
      "b.prom": "# HELP b_total Things.\n# TYPE b_total counter\nb_total{ x=\"\\\"\", } 1e3\n",
      "a.prom": "a{foo=\"bar\"} 10\na 9\n", "c.txt": "no metrics",
    ])
    unsafe utimes(
      "\(scripts.folder.path)/a.prom",
      [timeval(tv_sec: 1, tv_usec: 0), timeval(tv_sec: 1_700_000_000, tv_usec: 250_000)])
    unsafe utimes(
      "\(scripts.folder.path)/b.prom",
      [timeval(tv_sec: 1, tv_usec: 0), timeval(tv_sec: 7, tv_usec: 0)])
    let lines = scripts.lines(try exposition(of: scripts.collector))
    #expect(
      lines == [
        "# HELP a Read from DIR/a.prom.",
        "# TYPE a untyped",
        "a{foo=\"bar\"} 10",
        "a 9",
        "# HELP b_total Things.",
        "# TYPE b_total counter",
        "b_total{x=\"\\\"\"} 1000",
        "# HELP node_textfile_mtime_seconds When each textfile that is served was last written.",
        "# TYPE node_textfile_mtime_seconds gauge",
        "node_textfile_mtime_seconds{file=\"DIR/a.prom\"} 1700000000.25",
        "node_textfile_mtime_seconds{file=\"DIR/b.prom\"} 7",
        "# HELP node_textfile_scrape_error Whether a textfile or a directory of them was left out.",
        "# TYPE node_textfile_scrape_error gauge",
        "node_textfile_scrape_error 0",
      ])
    #expect(scripts.logged.isEmpty)
  }

  @Test func withoutADirectoryThereIsNoError() throws {
    let collector = TextfileCollector.make(try TextfileOptions.parse([]), LogRecorder().logger)
    #expect(!(collector is any BlockingCollector))
    #expect(
      samples(try exposition { try collector.collect(into: &$0) }) == [
        "node_textfile_scrape_error 0"
      ])
  }

  @Test func anEmptyDirectoryIsNoError() throws {
    let scripts = try Scripts(["readme.txt": "This file is not read."])
    #expect(samples(try exposition(of: scripts.collector)) == ["node_textfile_scrape_error 0"])
  }

  // MARK: - Merging

  @Test func mergesAFamilyOfSeveralFiles() throws {
    let scripts = try Scripts([
      "a.prom": "# TYPE e counter\ne{file=\"a\"} 10\nonly_a 1\n# HELP e \n",
      "b.prom": "# HELP e Of b.\n# TYPE e counter\ne{file=\"b\"} 20\ne 5\n",
      "c.prom": "# HELP e Of c.\n# TYPE e counter\ne{file=\"c\",more=\"x\"} 30\n",
    ])
    #expect(
      scripts.lines(try exposition(of: scripts.collector)).prefix(6) == [
        "# HELP e Of b.", "# TYPE e counter", "e{file=\"a\"} 10", "e{file=\"b\"} 20", "e 5",
        "e{file=\"c\",more=\"x\"} 30",
      ])
    #expect(try scripts.report() == ["a.prom", "b.prom", "c.prom"])
  }

  @Test func saysWhichFilesAFamilyWithoutHelpIsFrom() throws {
    let scripts = try Scripts(["a.prom": "e{file=\"a\"} 1\n", "b.prom": "e{file=\"b\"} 2\n"])
    #expect(
      scripts.lines(try exposition(of: scripts.collector)).first
        == "# HELP e Read from DIR/a.prom, DIR/b.prom.")
  }

  @Test func allowsScriptsToMixFamiliesAndLabels() throws {
    let scripts = try Scripts([
      "a.prom": "x{a=\"1\"} 1\ny{a=\"1\"} 2\nx{a=\"2\",b=\"\"} 3\ny 4\n"
    ])
    #expect(
      try scripts.scrape() == [
        "# TYPE x untyped", "x{a=\"1\"} 1", "x{a=\"2\",b=\"\"} 3", "# TYPE y untyped",
        "y{a=\"1\"} 2", "y 4",
      ])
  }

  @Test func keepsHistogramsAndSummariesTogether() throws {
    let text = """
      # TYPE h histogram
      h_bucket{foo="bar",le="100"} 7
      h_bucket{foo="bar",le="+Inf"} 1.412839e+06
      h_sum{foo="bar"} 6.71393432189e+11
      h_count{foo="bar"} 1.412839e+06
      # TYPE s summary
      s{handler="",quantile="0.9"} 0.001765451
      s_sum{handler=""} 214.85081044700146
      s_count{handler=""} 185209

      """
    let scripts = try Scripts(["a.prom": text])
    #expect(
      try scripts.scrape() == [
        "# TYPE h histogram", "h_bucket{foo=\"bar\",le=\"100\"} 7",
        "h_bucket{foo=\"bar\",le=\"+Inf\"} 1412839", "h_sum{foo=\"bar\"} 671393432189",
        "h_count{foo=\"bar\"} 1412839", "# TYPE s summary",
        "s{handler=\"\",quantile=\"0.9\"} 0.001765451", "s_sum{handler=\"\"} 214.85081044700146",
        "s_count{handler=\"\"} 185209",
      ])
  }

  // MARK: - Rejecting

  @Test(arguments: [
    ("x{\n", "a label's name is expected line=1"),
    ("x 1\ny 2\nz\n", "'' is no value line=3"),
    ("x 1\ny 2", "the text ends without a newline; is it still being written? line=2"),
    ("x 1\nx 1\n", "a series twice: x line=2"),
    ("x 1\n\ny 2 1441205977284\n", "a sample with a timestamp line=3"),
    ("# TYPE good gauge\ngood{a=\"b\"} 1\n", "good is gauge here and untyped in DIR/a.prom line=1"),
    ("x 1\ngood{c=\"d\"} 1\ngood{a=\"b\"} 1\n", "a series of good that DIR/a.prom has, too line=3"),
    (
      "# TYPE goo summary\ngoo_count 1\n# TYPE goo_count gauge\n",
      "samples of goo have the name of another file's metric line=1"
    ),
    ("# TYPE s gauge\n# TYPE s_sum gauge\ns_sum 1\n# TYPE s_count gauge\ns 2\n", nil),
    (
      "q_sum 1\n# TYPE q summary\nq_count 1\n",
      "samples of q have the name of another metric line=2"
    ),
    (
      "node_textfile_scrape_error 0\n",
      "node_textfile_scrape_error is a metric of this exporter itself line=1"
    ),
    (
      String(repeating: "# x\n", count: 300),
      "it has 1200 bytes, and files of more than 1000 are not read"
    ),
  ])
  func aBadFileIsRejectedAlone(text: String, error: String?) throws {
    let scripts = try Scripts([
      "a.prom": "good{a=\"b\"} 1\ngoo_count 1\n", "b.prom": text, "c.prom": "last 2\n",
    ])
    guard let error else {
      #expect(try scripts.report() == ["a.prom", "b.prom", "c.prom"])
      return
    }
    for _ in 1...3 {
      #expect(
        samples(try scripts.scrape().joined(separator: "\n")) == [
          "good{a=\"b\"} 1", "goo_count 1", "last 2",
        ])
      #expect(try scripts.report() == ["a.prom", "c.prom", "error"])
    }
    // Once, though there were six scrapes.
    let parts = error.components(separatedBy: " line=")
    let line = parts.count > 1 ? " line=\(parts[1])" : ""
    #expect(scripts.logged == ["error textfile rejected err=\(parts[0]) file=DIR/b.prom\(line)"])
  }

  @Test func whatIsNoFileIsNotOpened() throws {
    let scripts = try Scripts(["a.prom": "good 1\n", "dir.prom/x": ""])
    #expect(unsafe mkfifo("\(scripts.folder.path)/fifo.prom", 0o600) == 0)
    #expect(symlink("/dev/zero", "\(scripts.folder.path)/zero.prom") == 0)
    #expect(symlink("nowhere", "\(scripts.folder.path)/link.prom") == 0)
    #expect(symlink("a.prom", "\(scripts.folder.path)/z.txt") == 0)
    #expect(try scripts.report() == ["a.prom", "error"])
    #expect(
      scripts.logged == [
        "error textfile rejected err=it is not a regular file file=DIR/dir.prom",
        "error textfile rejected err=it is not a regular file file=DIR/fifo.prom",
        "error textfile rejected err=stat DIR/link.prom: No such file or directory file=DIR/link.prom",
        "error textfile rejected err=it is not a regular file file=DIR/zero.prom",
      ])
  }

  @Test func namesThatOnlyLookTheSameAreTwoFiles() throws {
    let scripts = try Scripts([:])
    try scripts.write("a 1\n", toBytes: "\u{e9}.prom".utf8)
    try scripts.write("b 1\n", toBytes: "e\u{301}.prom".utf8)
    for _ in 1...3 { #expect(try scripts.report().count == 2) }
    #expect(try scripts.scrape() == ["# TYPE b untyped", "b 1", "# TYPE a untyped", "a 1"])
  }

  @Test func namesThatAreNotUTF8AreReported() throws {
    let scripts = try Scripts(["a.prom": "a 1\n"])
    try scripts.write("b 1\n", toBytes: [0xFF] + ".prom".utf8)
    try scripts.write("b 1\n", toBytes: [0xFE] + ".prom".utf8)
    try scripts.write("b 1\n", toBytes: [0xFE] + ".txt".utf8)
    for _ in 1...3 { #expect(try scripts.report() == ["a.prom", "error"]) }
    #expect(
      Set(scripts.logged) == [
        "error textfile rejected err=its name is not UTF-8; rename it file=DIR/\u{fffd}.prom"
      ])
  }

  @Test func aHugeFileIsNotRead() throws {
    let scripts = try Scripts(["a.prom": "good 1\n", "b.prom": ""], maxSize: 16 << 20)
    #expect(truncate("\(scripts.folder.path)/b.prom", 50 << 20) == 0)
    #expect(try scripts.report() == ["a.prom", "error"])
    #expect(
      scripts.logged == [
        "error textfile rejected err=it has 52428800 bytes, and files of more than 16777216 are "
          + "not read file=DIR/b.prom"
      ])
  }

  @Test func aDirectoryThatIsMissingIsAnError() throws {
    let scripts = try Scripts(["here/a.prom": "good 1\n"], patterns: ["missing", "here"])
    #expect(try scripts.report() == ["here/a.prom", "error"])
    #expect(try scripts.report() == ["here/a.prom", "error"])
    #expect(
      scripts.logged == [
        "error textfile directory cannot be read directory=DIR/missing err=open DIR/missing: "
          + "No such file or directory; make it, or correct --collector.textfile.directory"
      ])
  }

  // MARK: - Changes

  @Test func followsEveryChange() throws {
    let scripts = try Scripts(["a.prom": "a 1\n"])
    #expect(samples(try scripts.scrape().joined(separator: "\n")) == ["a 1"])
    try scripts.folder.write("a 2\n", to: "a.prom")
    #expect(samples(try scripts.scrape().joined(separator: "\n")) == ["a 2"])
    try scripts.folder.write("b 3\n", to: "b.prom")
    #expect(samples(try scripts.scrape().joined(separator: "\n")) == ["a 2", "b 3"])
    try scripts.folder.remove("a.prom")
    #expect(samples(try scripts.scrape().joined(separator: "\n")) == ["b 3"])
    try scripts.folder.write("b", to: "b.prom")
    #expect(try scripts.report() == ["error"])
    try scripts.folder.write("c", to: "b.prom")
    #expect(try scripts.report() == ["error"])
    try scripts.folder.write("c d\n", to: "b.prom")
    #expect(try scripts.report() == ["error"])
    try scripts.folder.write("c 4\n", to: "b.prom")
    #expect(try scripts.report() == ["b.prom"])
    #expect(
      scripts.logged == [
        "error textfile rejected err=the text ends without a newline; is it still being written? "
          + "file=DIR/b.prom line=1",
        "error textfile rejected err='d' is no value file=DIR/b.prom line=1",
        "notice textfile accepted again file=DIR/b.prom",
      ])
  }

  @Test func aFileThatContradictsIsAcceptedOnceTheOtherIsGone() throws {
    let scripts = try Scripts(["a.prom": "x 1\n", "b.prom": "x 2\n"])
    #expect(try scripts.report() == ["a.prom", "error"])
    try scripts.folder.remove("a.prom")
    #expect(try scripts.report() == ["b.prom"])
    #expect(scripts.logged.last == "notice textfile accepted again file=DIR/b.prom")
  }

  @Test func stopsAtTheDeadlineAndGoesOnFromThere() throws {
    let scripts = try Scripts(["a.prom": "a 1\n", "b.prom": "b 2\n"])
    var metrics = MetricWriter()
    let path = "\(scripts.folder.path)/a.prom"
    #expect(throws: TextfileTimeout(path: path, read: 0, of: 2)) {
      try scripts.collector.collect(into: &metrics, by: Deadline(in: .zero))
    }
    #expect(try scripts.report() == ["a.prom", "b.prom"])
  }

  // MARK: - Families of the exporter itself

  @Test func givesWayToTheExportersOwnFamilies() throws {
    let scripts = try Scripts([
      "a.prom": "a 1\n", "b.prom": "b 1\nnode_load1 5\n", "c.prom": "c 1\n",
    ])
    #expect(try scripts.report() == ["a.prom", "b.prom", "c.prom"])
    for _ in 1...2 {
      let rest = exposition { scripts.collector.withdraw(["node_load1"], into: &$0) }
      #expect(
        samples(rest).filter { !$0.hasPrefix("node_textfile_mtime") } == [
          "a 1", "c 1", "node_textfile_scrape_error 1",
        ])
      // A page on which nothing is in the way has it all.
      #expect(try scripts.report() == ["a.prom", "b.prom", "c.prom"])
    }
    #expect(
      scripts.logged == [
        "error textfile rejected err=node_load1 is a metric of this exporter itself "
          + "file=DIR/b.prom line=2"
      ])
  }

  @Test func givesWayWithWhatTheFilesHoldNow() throws {
    let scripts = try Scripts(["a.prom": "a 1\n", "b.prom": "node_load1 5\n"])
    func rest() throws -> [String] {
      _ = try scripts.report()
      return samples(exposition { scripts.collector.withdraw(["node_load1"], into: &$0) }).filter {
        !$0.hasPrefix("node_textfile_mtime")
      }
    }
    #expect(try rest() == ["a 1", "node_textfile_scrape_error 1"])
    try scripts.folder.write("b 7\n", to: "b.prom")
    #expect(try rest() == ["a 1", "b 7", "node_textfile_scrape_error 0"])
  }

  @Test func readsOnSeveralThreadsAtOnce() async throws {
    let scripts = try Scripts(["a.prom": "a 1\n", "b.prom": "b\n"])
    let expected = try exposition(of: scripts.collector)
    try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<50 { group.addTask { try exposition(of: scripts.collector) } }
      for try await text in group { #expect(text == expected) }
    }
  }
}
