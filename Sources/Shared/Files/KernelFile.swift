internal import CLinux
internal import Glibc
internal import Synchronization

/// A small file that the kernel writes anew for each reading, in `/proc` or `/sys`.
///
/// Its descriptor is kept, since opening costs more than reading: the next scrape reads it again
/// from the start. Readers on several threads do not disturb each other; a second one at the same
/// moment opens the file for itself.
package final class KernelFile: Sendable {
  // Put together only for opening: the files of a folder share its name.
  private let root: String
  private let name: String
  private let budget: DescriptorBudget
  /// Whether a reading that leaves room has come to the end, as of the attributes of devices and
  /// control groups; lists are given out in parts.
  private let isShownAtOnce: Bool
  private let kept = Mutex<FileDescriptor?>(nil)
  private let lastSize = Atomic<Int>(0)

  init(root: String, name: String, isShownAtOnce: Bool = false, budget: DescriptorBudget) {
    self.root = root
    self.name = name
    self.isShownAtOnce = isShownAtOnce
    self.budget = budget
  }

  package var path: String { "\(root)/\(name)" }

  deinit {
    if kept.withLock({ $0.take() }) != nil { budget.give() }
  }

  /// The whole file.
  package func read() throws(SystemError) -> [UInt8] {
    if let descriptor = kept.withLock({ $0.take() }) {
      do {
        let contents = try contents(of: descriptor)
        keep(descriptor)
        return contents
      } catch {
        if Self.isRefusal(error) {
          keep(descriptor)
          throw error
        }
        // The device behind it went away, and may have come back under the same name.
        budget.give()
      }
    }
    let descriptor = try FileDescriptor(opening: path)
    do {
      let contents = try contents(of: descriptor)
      if budget.take() { keep(descriptor) }
      return contents
    } catch {
      if Self.isRefusal(error), budget.take() { keep(descriptor) }
      throw error
    }
  }

  /// Whether the file is there and has nothing to tell at the moment, as a network device without
  /// a line has no speed: a reason not to open it again for asking again.
  private static func isRefusal(_ error: SystemError) -> Bool {
    error.code == EINVAL || error.code == EOPNOTSUPP
  }

  /// The whole file; a file that does not exist throws ``Absent`` instead of an error.
  package func readOrAbsent() throws -> [UInt8] {
    do throws(SystemError) {
      return try read()
    } catch {
      if error.isNotFound { throw Absent(path) }
      throw error
    }
  }

  private func keep(_ descriptor: consuming FileDescriptor) {
    var descriptor: FileDescriptor? = descriptor
    kept.withLock { kept in
      if kept == nil { kept = descriptor.take() }
    }
    if descriptor != nil { budget.give() }
  }

  private func contents(of descriptor: borrowing FileDescriptor) throws(SystemError) -> [UInt8] {
    var capacity = max(lastSize.load(ordering: .relaxed) + 512, 1024)
    var length = 0
    var code: CInt = 0
    var contents: [UInt8] = []
    repeat {
      var isAtEnd = false
      let start = length
      contents.reserveCapacity(capacity)
      contents.append(addingCapacity: capacity - start) { free in
        unsafe free.withUnsafeMutableBufferPointer { buffer, initialized in
          while initialized < buffer.count {
            let result = unsafe pread(
              descriptor.rawValue, buffer.baseAddress! + initialized, buffer.count - initialized,
              start + initialized)
            if result < 0, errno == EINTR { continue }
            if result < 0 { code = errno }
            if result <= 0 {
              isAtEnd = true
              return
            }
            initialized += result
            if isShownAtOnce, initialized < buffer.count {
              isAtEnd = true
              return
            }
          }
        }
      }
      length = contents.count
      if code != 0 { throw SystemError("read", path, code: code) }
      if isAtEnd { break }
      capacity *= 2
    } while true
    lastSize.store(length, ordering: .relaxed)
    return contents
  }
}

/// How many descriptors may be kept open between scrapes.
///
/// A host with a thousand network devices has tens of thousands of attributes; past the budget a
/// file is opened and closed for each reading.
package final class DescriptorBudget: Sendable {
  private let left: Atomic<Int>

  package init(_ limit: Int) {
    left = Atomic(limit)
  }

  func take() -> Bool {
    if left.subtract(1, ordering: .relaxed).newValue >= 0 { return true }
    give()
    return false
  }

  func give() { left.add(1, ordering: .relaxed) }
}
