/// A library that is opened when it is first needed and is not there.
package struct MissingLibrary: Error, Equatable, CustomStringConvertible {
  /// What cannot be had without it.
  package let purpose: String
  /// Debian's name for what has it.
  package let package: String
  /// In the loader's words, which name the file.
  package let reason: String

  /// - Parameter reason: What opening it answered; `nil` says that it is there.
  package static func check(
    _ reason: UnsafePointer<CChar>?, for purpose: String, in package: String
  ) throws(MissingLibrary) {
    guard let reason = unsafe reason else { return }
    throw MissingLibrary(
      purpose: purpose, package: package, reason: unsafe String(cString: reason))
  }

  package var description: String {
    "\(purpose) is not to be had without a library that is missing: install \(package) (\(reason))"
  }
}
