import Glibc
import Logging
import Shared
import TestSupport
import Testing

@testable import NodeExporter

/// Whatever stands in the kernel's files, no collector crashes, hangs or writes what is no page; and what one
/// file lacks is all that is lacking.
///
/// A run changes one file of the recorded host that a collector reads, and lets it collect. `script/fuzz`
/// makes a million of them.
@Suite(.serialized) struct FuzzTests {
  private struct Subject {
    let collector: any Collector
    /// The files it opened.
    let files: [String]
    let page: [String]
  }

  private static let silent = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }

  /// Collectors that ask somebody else than files.
  private static let asking: Set = ["systemd", "logind", "perf", "ethtool", "filesystem", "wifi"]

  private static let runs: Int = {
    unsafe getenv("VIGIE_FUZZ_RUNS").flatMap { unsafe Int(String(cString: $0)) } ?? 3000
  }()

  private static func subjects(_ recorded: RecordedHost) throws -> [Subject] {
    let host = Host(
      paths: recorded.paths(), options: try recorded.options(), log: Self.silent)
    let opened = try OpenedFiles(of: recorded.files, below: recorded.folder.path)
    let known = Set(recorded.files)
    return try HostCollectors.all.compactMap { entry in
      guard !asking.contains(entry.name) else { return nil }
      let collector = try entry.make(host)
      let page = collect(collector).page
      let files = opened.take().intersection(known).sorted()
      return files.isEmpty ? nil : Subject(collector: collector, files: files, page: page)
    }
  }

  private static func collect(_ collector: any Collector) -> (page: [String], error: (any Error)?) {
    var metrics = MetricWriter()
    var failure: (any Error)?
    do { try collector.collect(into: &metrics) } catch { failure = error }
    let text = String(decoding: metrics.written.bytes, as: UTF8.self)
    return (samples(text), failure)
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    let file = unsafe open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
    try check(file, "write", path)
    defer { close(file) }
    var done = 0
    while done < bytes.count {
      let written = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(file, $0.baseAddress! + done, bytes.count - done)
      }
      guard written > 0 else { throw SystemError("write", path) }
      done += written
    }
  }

  @Test func nothingInAFileBreaksACollector() throws {
    let recorded = try RecordedHost()
    let subjects = try Self.subjects(recorded)
    #expect(subjects.count > 50)
    var longest = (duration: Duration.zero, run: 0)
    for run in 0..<Self.runs {
      var mutation = Mutation(seed: UInt64(run) + 1)
      let subject = subjects[mutation.below(subjects.count)]
      let file = subject.files[mutation.below(subject.files.count)]
      let original = recorded.contents[file]!
      let path = "\(recorded.folder.path)/\(file)"
      if run % 50_000 == 0, run > 0 { print("run \(run): \(subject.collector.name), \(file)") }
      try Self.write(mutation.apply(to: original), to: path)
      let start = ContinuousClock.now
      let (page, _) = Self.collect(subject.collector)
      let duration = start.duration(to: .now)
      if duration > longest.duration { longest = (duration, run) }
      for line in page {
        guard let value = line.split(separator: " ").last, Double(value) != nil || value == "+Inf"
        else {
          Issue.record("run \(run): \(file) makes \(subject.collector.name) write '\(line)'")
          break
        }
      }
      try Self.write(original, to: path)
    }
    #expect(longest.duration < .seconds(10), "run \(longest.run)")
    if Self.runs > 100_000 { print("\(Self.runs) runs, the longest \(longest.duration)") }
  }

  /// What says that a thing is there, or which it is.
  private static let naming = ["bonding_masters", "/nsid", "device/uevent", "dm/uuid"]

  /// An attribute that cannot be read, or holds rubbish, is its own loss.
  @Test(arguments: ["EIO", "nothing", "a megabyte of rubbish"])
  func aSickAttributeCostsItsOwnSeries(sickness: String) throws {
    let recorded = try RecordedHost()
    // Nothing is kept, so that a file that was changed is opened anew.
    let host = Host(
      paths: recorded.paths(keepingOfSys: 0), options: try recorded.options(),
      log: Self.silent)
    var rubbish = Mutation(seed: 7)
    let megabyte = (0..<1 << 20).map { _ in UInt8(truncatingIfNeeded: rubbish.next()) }
    for subject in try Self.subjects(recorded) {
      let files = subject.files.filter { file in
        file.hasPrefix("sys/") && !Self.naming.contains { file.hasSuffix($0) }
      }
      // Where there is one file, it is the collector's whole source.
      guard files.count > 2 else { continue }
      let entry = try #require(HostCollectors.all.first { $0.name == subject.collector.name })
      for file in files {
        let path = "\(recorded.folder.path)/\(file)"
        switch sickness {
        case "EIO":
          // A process's memory has nothing at address 0, which the kernel calls EIO.
          #expect(unlink(path) == 0)
          #expect(symlink("/proc/self/mem", path) == 0)
        case "nothing": try Self.write([], to: path)
        default: try Self.write(megabyte, to: path)
        }
        let (page, failure) = Self.collect(try entry.make(host))
        if let failure, !(failure is Partial) {
          Issue.record("\(entry.name): \(file): \(failure)")
        }
        if page.count < subject.page.count - 1, page.count * 3 < subject.page.count * 2 {
          Issue.record(
            "\(entry.name): \(file): \(page.count) of \(subject.page.count) series are left")
        }
        if sickness == "EIO" { #expect(unlink(path) == 0) }
        try recorded.folder.write(recorded.contents[file]!, to: file)
      }
    }
  }
}
