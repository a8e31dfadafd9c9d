/// A file whose text does not have the shape that its reader was told to expect.
package struct MalformedFile: Error, Equatable, CustomStringConvertible {
  package let path: String
  /// The name of the bad line, where it has one.
  package let line: String?
  package let reason: ParseError

  package init(path: String, line: String? = nil, reason: ParseError) {
    self.path = path
    self.line = line
    self.reason = reason
  }

  package var description: String {
    line.map { "\(path): \($0): \(reason)" } ?? "\(path): \(reason)"
  }
}

extension KernelFile {
  /// An error in one line of this file.
  package func malformed(_ reason: ParseError, in line: String) -> MalformedFile {
    MalformedFile(path: path, line: line, reason: reason)
  }

  /// Runs `body`, which makes sense of what was read of this file: a ``ParseError`` does not know
  /// whose text it was, so it is thrown on as a ``MalformedFile``.
  package func parsing<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ParseError {
      throw MalformedFile(path: path, reason: error)
    }
  }
}
