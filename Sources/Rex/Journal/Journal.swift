import Glibc
import Shared

/// What people said, a line of JSON each, in a file to which is only added.
struct Journal: Sendable {
  let path: String

  /// What can be read, in the order of time, and the numbers of lines that cannot.
  func entries() throws(Complaint) -> (entries: [JournalEntry], damaged: [Int]) {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try WholeFile.contents(of: path)
    } catch {
      if error.isNotFound { return ([], []) }
      throw Complaint(
        "the journal cannot be read: \(error). --journal or REX_JOURNAL says where it is")
    }
    var entries: [JournalEntry] = []
    var damaged: [Int] = []
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.isEmpty {
      if let json = try? JSON(parsing: Array(line)), let entry = JournalEntry(json) {
        entries.append(entry)
      } else {
        damaged.append(index + 1)
      }
    }
    return (entries.sorted { $0.at < $1.at }, damaged)
  }

  /// Adds an entry; when this returns it is on the disk.
  func add(_ entry: JournalEntry) throws(Complaint) {
    do throws(SystemError) {
      try write(entry)
    } catch {
      throw Complaint(
        "not written: \(error). --journal or REX_JOURNAL says where the journal is, in a folder that you may write to"
      )
    }
  }

  private func write(_ entry: JournalEntry) throws(SystemError) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    try Self.makeFolder(folder)
    let file = FileDescriptor(
      owning: unsafe open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600))
    try check(file.rawValue, "open", path)
    // One writer at a time, so that a line that one left unfinished is not taken for another's.
    while flock(file.rawValue, LOCK_EX) != 0 {
      if errno != EINTR { throw SystemError("lock", path) }
    }
    var line = Array((entry.json.text + "\n").utf8)
    let size = lseek(file.rawValue, 0, SEEK_END)
    if size > 0 {
      // The end of a line that was cut off costs that line alone.
      var last: UInt8 = 0
      if unsafe pread(file.rawValue, &last, 1, size - 1) == 1, last != UInt8(ascii: "\n") {
        line.insert(UInt8(ascii: "\n"), at: 0)
      }
    }
    try WholeFile.append(line, to: file, path)
    try check(fsync(file.rawValue), "fsync", path)
    if size == 0, let folder = try? FileDescriptor(opening: folder.isEmpty ? "/" : folder) {
      // The name of a new file is to last, too.
      fsync(folder.rawValue)
    }
  }

  /// Makes a folder and those above it, for this user alone.
  private static func makeFolder(_ folder: String) throws(SystemError) {
    guard !folder.isEmpty, unsafe access(folder, F_OK) != 0 else { return }
    if let slash = folder.lastIndex(of: "/") { try makeFolder(String(folder[..<slash])) }
    if unsafe mkdir(folder, 0o700) != 0, errno != EEXIST { throw SystemError("mkdir", folder) }
  }

  /// Where it is if nothing is said: with the state of this user's programs.
  static func defaultPath(_ environment: [String: String]) -> String {
    if let path = environment["REX_JOURNAL"], !path.isEmpty { return path }
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      return "\(state)/rex/journal.jsonl"
    }
    return "\(environment["HOME"] ?? "")/.local/state/rex/journal.jsonl"
  }
}
