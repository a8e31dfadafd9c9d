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
    KernelFile(path: self.path(path), budget: budget)
  }

  /// A file that is opened and closed for each reading.
  package func fileReadOnce(_ path: String) -> KernelFile {
    KernelFile(path: self.path(path), budget: DescriptorBudget(0))
  }

  /// Reads a file once.
  package func read(_ path: String) throws(SystemError) -> [UInt8] {
    try fileReadOnce(path).read()
  }

  /// The names in a folder, in byte order, without `.` and `..`.
  package func names(in path: String = "") throws(SystemError) -> [String] {
    let path = path.isEmpty ? root : self.path(path)
    guard let folder = unsafe opendir(path) else { throw SystemError("open", path) }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    names.sort()
    return names
  }

  /// Where a symbolic link points, or `nil` when there is no such link.
  package func link(_ path: String) -> String? {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = unsafe readlink(self.path(path), &target, target.count - 1)
    guard length >= 0 else { return nil }
    return String(decoding: target[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
