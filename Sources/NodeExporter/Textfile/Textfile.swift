import Glibc
import Shared

/// One `*.prom` file as it was read: metrics in the text format 0.0.4, written by a script.
struct Textfile: Sendable {
  let path: String
  /// `nil` when not even that is known.
  let status: FileStatus?
  let content: Result<[Family], TextfileError>
  /// Whether a later change is certain to change the status: some file systems keep times of two
  /// seconds, so that a file may be written again within the moment at which it was read.
  let isSettled: Bool

  struct Family: Sendable {
    let name: String
    let kind: MetricKind
    let help: String?
    /// Where the file first names it.
    let line: Int
    /// Its samples, rendered.
    let samples: [UInt8]
    let series: [Series]
  }

  struct Series: Sendable {
    let identity: Int
    let line: UInt32
  }
}

/// Why a file, or a directory of files, is not served.
struct TextfileError: Error, Equatable {
  /// Counted from 1.
  var line: Int?
  let reason: String
  /// Whether it is a directory that cannot be read, and with it an unknown number of files.
  var isDirectory = false
}

extension TextfileError {
  init(directory error: SystemError) {
    let remedy =
      error.isNotFound
      ? "make it, or correct --collector.textfile.directory"
      : "give the exporter's user the rights to list it"
    self.init(reason: "\(error); \(remedy)", isDirectory: true)
  }
}

// MARK: - Reading

extension Textfile {
  /// The file as it is now: `kept` if that is still good, or read anew; `nil` if it went away since
  /// its directory was listed.
  static func current(_ path: String, kept: Textfile?, maxSize: Int) -> Textfile? {
    do throws(SystemError) {
      let status = try FileStatus(of: path)
      if let kept, kept.isSettled, kept.status == status { return kept }
      return Textfile(path, status, maxSize)
    } catch {
      if error.isNotFound, !Self.isLink(path) { return nil }
      return Textfile(path, error)
    }
  }

  /// A link whose target is missing is there, and wrong.
  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0
  }

  private init(_ path: String, _ error: SystemError) {
    self.path = path
    status = nil
    content = .failure(TextfileError(reason: error.description))
    isSettled = false
  }

  private init(_ path: String, _ status: FileStatus, _ maxSize: Int) {
    var status = status
    let content: Result<[Family], TextfileError>
    var isReadable = true
    do {
      // Devices and FIFOs are not even opened.
      try Self.check(status, maxSize)
      let file = try FileDescriptor(opening: path, waits: false)
      status = try FileStatus(of: file, path)
      try Self.check(status, maxSize)
      let text = try Self.read(file, path, status.size, maxSize)
      content = .success(try Self.families(in: text))
    } catch let error as TextfileError {
      content = .failure(error)
    } catch let error as ExpositionError {
      content = .failure(TextfileError(line: error.line, reason: error.reason))
    } catch {
      // It may be readable at the next scrape, without having changed.
      isReadable = false
      content = .failure(TextfileError(reason: "\(error)"))
    }
    self.path = path
    self.status = status
    self.content = content
    let age = Int64(time(nil)) - status.changed / 1_000_000_000
    isSettled = isReadable && age > 2
  }

  private static func check(_ status: FileStatus, _ maxSize: Int) throws(TextfileError) {
    guard status.isRegular else { throw TextfileError(reason: "it is not a regular file") }
    guard status.size <= maxSize else { throw Self.tooLarge(status.size, maxSize) }
  }

  private static func tooLarge(_ size: Int, _ maxSize: Int) -> TextfileError {
    TextfileError(reason: "it has \(size) bytes, and files of more than \(maxSize) are not read")
  }

  /// Reads until the end, which may have moved since the size was asked.
  private static func read(
    _ file: borrowing FileDescriptor, _ path: String, _ size: Int, _ maxSize: Int
  ) throws -> [UInt8] {
    var text: [UInt8] = []
    var room = size + 1
    while true {
      let descriptor = file.rawValue
      var count = 0
      text.append(addingCapacity: room) { free in
        unsafe free.withUnsafeMutableBufferPointer { buffer, initialized in
          count = unsafe Glibc.read(descriptor, buffer.baseAddress, room)
          initialized = max(0, count)
        }
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("read", path) }
      guard count > 0 else { return text }
      guard text.count <= maxSize else { throw tooLarge(text.count, maxSize) }
      room = max(4096, size + 1 - text.count)
    }
  }

  private static func families(in text: [UInt8]) throws -> [Family] {
    try ExpositionParser.parse(text, order: .any).families.compactMap { family in
      guard !family.samples.isEmpty else { return nil }
      var samples: [UInt8] = []
      for sample in family.samples {
        guard sample.timestamp == nil else {
          throw TextfileError(line: sample.line, reason: "a sample with a timestamp")
        }
        sample.write(to: &samples)
      }
      return Family(
        name: family.name, kind: family.kind, help: family.help, line: family.line,
        samples: samples,
        series: family.samples.map { Series(identity: $0.series, line: UInt32($0.line)) })
    }
  }
}
