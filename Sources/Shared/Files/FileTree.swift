internal import CLinux
internal import Glibc

/// A folder of kernel files: `/proc`, `/sys`, or a recorded copy of one.
package struct FileTree: Sendable {
  package let root: String
  private let budget: DescriptorBudget

  package init(root: String, keeping budget: DescriptorBudget = DescriptorBudget(256)) {
    self.root = root
    self.budget = budget
  }

  /// The path of something in the folder.
  package func path(_ path: String) -> String { "\(root)/\(path)" }

  /// A file that is read again and again; keep what this returns.
  package func file(_ path: String) -> KernelFile {
    KernelFile(root: root, name: path, budget: budget)
  }

  /// The same, of a file that the kernel shows at once: reading it takes one call instead of two.
  package func attribute(_ path: String) -> KernelFile {
    KernelFile(root: root, name: path, isShownAtOnce: true, budget: budget)
  }

  /// A file that is opened and closed for each reading.
  package func fileReadOnce(_ path: String) -> KernelFile {
    KernelFile(root: root, name: path, budget: DescriptorBudget(0))
  }

  /// Reads a file once.
  package func read(_ path: String) throws(SystemError) -> [UInt8] {
    try fileReadOnce(path).read()
  }

  /// Something in a folder.
  package struct Entry: Sendable {
    package let name: String
    /// Stays with it when it is renamed; what takes its name afterwards has another.
    package let inode: UInt64
  }

  /// The names in a folder, in byte order, without `.` and `..`.
  ///
  /// Names that are not UTF-8 are left out: nothing could be opened by what a `String` makes of
  /// them.
  ///
  /// - Parameter leftOut: Gets each name that is left out, as far as it can be read.
  package func names(
    in path: String = "", leftOut: (String) -> Void = { _ in }
  ) throws(SystemError) -> [String] {
    try entries(in: path, leftOut: leftOut).map(\.name)
  }

  /// The same of a folder that this machine may not have, which then throws ``Absent``.
  package func namesOrAbsent(in path: String) throws -> [String] {
    do throws(SystemError) {
      return try names(in: path)
    } catch {
      if error.isNotFound { throw Absent(self.path(path)) }
      throw error
    }
  }

  /// What is in a folder, by the rules of ``names(in:leftOut:)``.
  package func entries(
    in path: String = "", leftOut: (String) -> Void = { _ in }
  ) throws(SystemError) -> [Entry] {
    let path = path.isEmpty ? root : self.path(path)
    guard let folder = unsafe opendir(path) else { throw SystemError("open", path) }
    defer { unsafe closedir(folder) }
    var entries: [Entry] = []
    while let entry = unsafe readdir(folder) {
      unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { bytes in
          guard let name = unsafe String(validatingCString: bytes) else {
            return leftOut(unsafe String(cString: bytes))
          }
          guard name != ".", name != ".." else { return }
          entries.append(Entry(name: name, inode: unsafe UInt64(entry.pointee.d_ino)))
        }
      }
    }
    entries.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    return entries
  }

  /// Where a symbolic link points, or `nil` when there is no such link.
  package func link(_ path: String) -> String? {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = unsafe readlink(self.path(path), &target, target.count - 1)
    guard length >= 0 else { return nil }
    return String(decoding: target[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The names of the folders on the way to something, links followed, or `nil` when it is not
  /// there.
  package func resolved(_ path: String) -> [String]? {
    guard let path = unsafe realpath(self.path(path), nil) else { return nil }
    defer { unsafe free(path) }
    return unsafe String(cString: path).split(separator: "/").map(String.init)
  }
}
