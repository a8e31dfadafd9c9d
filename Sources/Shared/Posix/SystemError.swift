internal import Glibc

/// A failed system call: what was attempted, on what, and the kernel's answer.
package struct SystemError: Error, Equatable, CustomStringConvertible {
  package let call: String
  package let subject: String
  package let code: CInt

  /// Describes the call that has just failed, whose reason is still in `errno`.
  package init(_ call: String, _ subject: String, code: CInt = errno) {
    self.call = call
    self.subject = subject
    self.code = code
  }

  /// Whether the thing is not there, as opposed to there and unreadable.
  package var isNotFound: Bool { code == ENOENT || code == ENODEV || code == ENOTDIR }

  /// The kernel's answer in words, such as `Permission denied`.
  package var reason: String { unsafe String(cString: strerror(code)) }

  package var description: String { "\(call) \(subject): \(reason)" }
}

/// The result of a system call, or the error that it left in `errno`.
@discardableResult
package func check(
  _ result: CInt, _ call: String, _ subject: @autoclosure () -> String
) throws(SystemError) -> CInt {
  guard result >= 0 else {
    let code = errno
    throw SystemError(call, subject(), code: code)
  }
  return result
}
