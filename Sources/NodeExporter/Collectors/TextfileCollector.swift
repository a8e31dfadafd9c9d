import Logging
import Shared
import Synchronization

/// Metrics that scripts leave behind in files, from the `*.prom` files of some directories.
///
/// A file that is not as it should be is left out as a whole, with `node_textfile_scrape_error` and
/// one line in the log until that changes; the others are served. A file is read when it has
/// changed; one that has not costs a `stat`.
///
/// Directories may be on a server that does not answer, hence a collector that may block.
final class TextfileCollector: GuestCollector {
  let name = "textfile"
  private let directories: TextfileDirectories
  private let maxSize: Int
  private let log: Logger
  private let state = Mutex(State())

  private struct State {
    /// As they were last read, also those that were rejected.
    var files: [Textfile] = []
    var unreadable: [(path: String, error: TextfileError)] = []
    var page = TextfilePage()
    /// The page that gives way to some names, until the files change.
    var rest: (names: Set<String>, page: TextfilePage)?
    /// What the log was told, by path.
    var reported: [ExactName: TextfileError] = [:]
    /// What the log was told of files that gave way, which need not do so on every page.
    var reportedClashes: [ExactName: TextfileError] = [:]
  }

  init(_ options: TextfileOptions, _ log: Logger) {
    directories = TextfileDirectories(patterns: options.directories)
    maxSize = options.maxSize
    self.log = log
  }

  /// The collector for some flags: without a directory there is nothing that could block.
  static func make(_ options: TextfileOptions, _ log: Logger) -> any Collector {
    options.directories.isEmpty ? NoTextfiles() : TextfileCollector(options, log)
  }

  func collect(into metrics: inout MetricWriter, by deadline: Deadline) throws {
    let known = state.withLock { state in
      Dictionary(state.files.map { (ExactName($0.path), $0) }) { first, _ in first }
    }
    let (paths, unreadable) = directories.list()
    var files: [Textfile] = []
    files.reserveCapacity(paths.count)
    for path in paths {
      guard !deadline.hasPassed else {
        // What was read is kept, so that the next scrape gets further.
        let read = Set(files.map { ExactName($0.path) })
        state.withLock {
          $0.files = files + known.values.filter { !read.contains(ExactName($0.path)) }
        }
        throw TextfileTimeout(path: path, read: files.count, of: paths.count)
      }
      if let file = Textfile.current(path, kept: known[ExactName(path)], maxSize: maxSize) {
        files.append(file)
      }
    }
    update(into: &metrics) { state in
      let isUnchanged = state.files.elementsEqual(files) {
        ExactName($0.path) == ExactName($1.path) && $0.status == $1.status && $0.isSettled
          && $1.isSettled
      }
      state.unreadable = unreadable
      state.files = files
      if !isUnchanged {
        state.page = TextfilePage(files, taken: Self.ownNames)
        state.rest = nil
      }
      if !state.reportedClashes.isEmpty {
        let present = Set(files.map { ExactName($0.path) })
        state.reportedClashes = state.reportedClashes.filter { present.contains($0.key) }
      }
    }
  }

  func withdraw(_ names: [String], into metrics: inout MetricWriter) {
    let (page, isComplete, news) = state.withLock { state in
      let names = Set(names)
      if state.rest?.names != names {
        let taken = names.union(Self.ownNames)
        state.rest = (names, TextfilePage(state.files, taken: taken))
      }
      let page = state.rest?.page ?? state.page
      var news: [(path: String, error: TextfileError)] = []
      for (path, error) in page.rejected where state.reported[ExactName(path)] != error {
        let before = state.reportedClashes.updateValue(error, forKey: ExactName(path))
        if before != error { news.append((path, error)) }
      }
      return (page, page.rejected.isEmpty && state.unreadable.isEmpty, news)
    }
    for (path, error) in news { report(path, error) }
    write(page, isComplete, to: &metrics)
  }

  private static let ownNames: Set = ["node_textfile_mtime_seconds", "node_textfile_scrape_error"]
}

// MARK: - Answering

extension TextfileCollector {
  /// Changes the state, tells the log what is new in it, and writes it.
  private func update(into metrics: inout MetricWriter, _ change: (inout State) -> Void) {
    let (page, isComplete, news) = state.withLock { state in
      change(&state)
      let errors = state.unreadable + state.page.rejected
      let before = state.reported
      state.reported = Dictionary(errors.map { (ExactName($0.path), $0.error) }) { first, _ in first
      }
      let news = errors.filter { before[ExactName($0.path)] != $0.error }
      let healed = state.page.files.map(\.path).filter { before[ExactName($0)] != nil }
      return (state.page, errors.isEmpty, (news, healed))
    }
    for (path, error) in news.0 { report(path, error) }
    for path in news.1 { log.notice("textfile accepted again", metadata: ["file": "\(path)"]) }
    write(page, isComplete, to: &metrics)
  }

  private func report(_ path: String, _ error: TextfileError) {
    var metadata: Logger.Metadata = ["err": "\(error.reason)"]
    metadata[error.isDirectory ? "directory" : "file"] = "\(path)"
    if let line = error.line { metadata["line"] = "\(line)" }
    log.error(
      error.isDirectory ? "textfile directory cannot be read" : "textfile rejected",
      metadata: metadata)
  }

  private func write(_ page: TextfilePage, _ isComplete: Bool, to metrics: inout MetricWriter) {
    page.write(into: &metrics)
    metrics.family(
      "node_textfile_mtime_seconds", .gauge, "When each textfile that is served was last written.")
    for file in page.files {
      guard let status = file.status else { continue }
      metrics.sample(Duration.nanoseconds(status.modified), [Label("file", file.path)])
    }
    NoTextfiles.writeError(!isComplete, into: &metrics)
  }
}

/// The textfile collector where no directory is given.
struct NoTextfiles: Collector {
  let name = "textfile"

  func collect(into metrics: inout MetricWriter) {
    Self.writeError(false, into: &metrics)
  }

  fileprivate static func writeError(_ isError: Bool, into metrics: inout MetricWriter) {
    metrics.gauge(
      "node_textfile_scrape_error", "Whether a textfile or a directory of them was left out.",
      isError)
  }
}

/// The scrape's time was over before every file had been looked at.
struct TextfileTimeout: Error, Equatable, CustomStringConvertible {
  let path: String
  let read: Int
  let of: Int

  var description: String { "no time left at \(path), after \(read) of \(of) files" }
}
