import CLinux
import Glibc
import Shared

/// A folder whose sub-folders are numbered: `/proc` with its processes, or the `task` folder of
/// one of them with its threads.
///
/// A host has thousands of them and few stay for long, so nothing is kept between scrapes, and
/// none costs a string.
@safe struct ProcessFolder: ~Copyable {
  private let folder: OpaquePointer
  private let path: String
  /// The path of what is opened next, relative to the folder, with the zero that C wants.
  private var relative: [UInt8] = []
  /// How many could not be looked into, as `hidepid=1` has it for those of others.
  private(set) var hidden = 0
  /// Whether ``stat(of:)`` is to tell what a process uses.
  private let hasUsage: Bool

  init(opening path: String, withUsage hasUsage: Bool = false) throws(SystemError) {
    self.hasUsage = hasUsage
    guard let folder = unsafe opendir(path) else { throw SystemError("open", path) }
    unsafe self.folder = folder
    self.path = path
  }

  deinit { unsafe closedir(folder) }

  /// The next number in the folder, in the kernel's order, or `nil` at the end.
  mutating func next() -> pid_t? {
    while let entry = unsafe readdir(folder) {
      let number = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe Self.number($0) }
      if let number { return number }
    }
    return nil
  }

  /// The number that a name with a zero after it is, or `nil` for another name.
  private static func number(_ name: UnsafeRawBufferPointer) -> pid_t? {
    var number: pid_t = 0
    var index = 0
    while unsafe name[index] != 0 {
      let digit = unsafe name[index] &- UInt8(ascii: "0")
      guard digit <= 9, number <= (pid_t.max - 9) / 10 else { return nil }
      number = number * 10 + pid_t(digit)
      index += 1
    }
    return number
  }

  /// What the kernel says of a process or thread, or `nil` when it has ended meanwhile or
  /// is ``hidden``.
  mutating func stat(of id: pid_t) throws -> ProcessStat? {
    guard let descriptor = try open(id, "/stat") else { return nil }
    var line = [1024 of UInt8](repeating: 0)
    let length: Int
    do throws(SystemError) {
      length = try descriptor.read(into: &line, "\(path)/\(id)/stat")
    } catch {
      if error.code == ESRCH { return nil }
      throw error
    }
    do throws(ParseError) {
      return try ProcessStat(line.span.extracting(first: length), withUsage: hasUsage)
    } catch {
      throw MalformedFile(path: "\(path)/\(id)/stat", reason: error)
    }
  }

  /// The threads of a process, or `nil` when it has ended meanwhile or is ``hidden``.
  mutating func tasks(of id: pid_t) throws(SystemError) -> ProcessFolder? {
    guard let descriptor = try open(id, "/task") else { return nil }
    return try ProcessFolder(owning: descriptor, path: "\(path)/\(id)/task")
  }

  /// How many files a process has open, or `nil` when it has ended or this user may not know.
  mutating func openFiles(of id: pid_t) -> Int? {
    guard let descriptor = try? open(id, "/fd"),
      var files = try? ProcessFolder(owning: descriptor, path: "\(path)/\(id)/fd")
    else { return nil }
    var count = 0
    while files.next() != nil { count += 1 }
    return count
  }

  /// Whether the process is still there, and is not of a recording that leaves out the threads.
  mutating func hasTasks(_ id: pid_t) -> Bool {
    setRelative(id, "/task")
    return unsafe relative.withUnsafeBufferPointer { name in
      unsafe name.withMemoryRebound(to: CChar.self) {
        unsafe faccessat(dirfd(folder), $0.baseAddress!, F_OK, 0) == 0
      }
    }
  }

  private init(owning descriptor: consuming FileDescriptor, path: String) throws(SystemError) {
    let rawValue = descriptor.release()
    guard let folder = unsafe fdopendir(rawValue) else {
      let error = SystemError("read", path)
      close(rawValue)
      throw error
    }
    unsafe self.folder = folder
    self.path = path
    hasUsage = false
  }

  /// Opens what belongs to a process, or returns `nil` when it has ended or is hidden.
  private mutating func open(
    _ id: pid_t, _ file: StaticString
  ) throws(SystemError) -> FileDescriptor? {
    setRelative(id, file)
    let descriptor = unsafe relative.withUnsafeBufferPointer { name in
      unsafe name.withMemoryRebound(to: CChar.self) {
        unsafe vigie_openat(dirfd(folder), $0.baseAddress!, O_RDONLY)
      }
    }
    if descriptor < 0 {
      let code = errno
      let error = SystemError("open", "\(path)/\(id)\(file)", code: code)
      if error.isNotFound || code == ESRCH { return nil }
      guard code == EACCES || code == EPERM else { throw error }
      hidden += 1
      return nil
    }
    return FileDescriptor(owning: descriptor)
  }

  private mutating func setRelative(_ id: pid_t, _ file: StaticString) {
    relative.removeAll(keepingCapacity: true)
    Int(id).write(to: &relative)
    unsafe relative.append(
      contentsOf: UnsafeBufferPointer(start: file.utf8Start, count: file.utf8CodeUnitCount))
    relative.append(0)
  }
}

extension FileDescriptor {
  /// Reads what there is, at most the buffer's size. The corresponding C function is `read`.
  fileprivate borrowing func read<let count: Int>(
    into buffer: inout [count of UInt8], _ subject: @autoclosure () -> String
  ) throws(SystemError) -> Int {
    var bytes = buffer.mutableSpan
    let length = unsafe bytes.withUnsafeMutableBufferPointer {
      unsafe Glibc.read(rawValue, $0.baseAddress!, $0.count)
    }
    guard length >= 0 else {
      let code = errno
      throw SystemError("read", subject(), code: code)
    }
    return length
  }
}

/// What is wanted of `/proc/PID/stat`.
struct ProcessStat: Equatable {
  /// A letter: `R` running, `S` sleeping, `D` waiting for a disk, `Z` zombie, …
  let state: UInt8
  let threads: UInt64
  /// `nil` unless it was asked for.
  let usage: ProcessUsage?

  /// Reads `78011 (systemd) S 0 1 …`. The name may hold blanks and parentheses, so the last
  /// parenthesis ends it. The number of threads is the 18th field from the state on.
  init(_ line: Span<UInt8>, withUsage hasUsage: Bool = false) throws(ParseError) {
    var end = line.count
    while end > 0, line[end - 1] != UInt8(ascii: ")") { end -= 1 }
    var fields = TextCursor(line.extracting(droppingFirst: end))
    let state = fields.slice()
    guard end > 0, state.bytes.count == 1 else {
      throw ParseError(expected: "a process's state", found: String(copying: line))
    }
    self.state = state.bytes[0]
    guard hasUsage else {
      fields.skip(fields: 16)
      threads = try fields.integer()
      usage = nil
      return
    }
    var start = 0
    while start < end, line[start] != UInt8(ascii: "(") { start += 1 }
    let name = line.extracting(min(start + 1, end - 1)..<end - 1)
    usage = try ProcessUsage(name: name, fields: TextCursor(fields.bytes))
    fields.skip(fields: 16)
    threads = try fields.integer()
  }
}
