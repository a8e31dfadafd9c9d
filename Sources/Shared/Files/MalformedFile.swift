/// A file whose text does not have the shape that its reader was told to expect.
package struct MalformedFile: Error, Equatable, CustomStringConvertible {
  package let path: String
  package let reason: ParseError

  package init(path: String, reason: ParseError) {
    self.path = path
    self.reason = reason
  }

  package var description: String { "\(path): \(reason)" }
}

extension KernelFile {
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
