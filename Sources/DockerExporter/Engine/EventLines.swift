import Shared

/// Cuts what a stream brings into lines, and reads them as events.
struct EventLines {
  /// More than any event has: names and labels of one container.
  static let limit = 1 << 20

  enum Failure: Error, Equatable {
    case lineTooLong
    case notJSON(JSONError)
  }

  private var line: [UInt8] = []

  /// - Parameter take: Called for each event of a container.
  mutating func read(_ bytes: Span<UInt8>, _ take: (EngineEvent) -> Void) throws(Failure) {
    for index in bytes.indices {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\n") {
        try end(take)
      } else {
        guard line.count < Self.limit else { throw .lineTooLong }
        line.append(byte)
      }
    }
  }

  private mutating func end(_ take: (EngineEvent) -> Void) throws(Failure) {
    defer { line.removeAll(keepingCapacity: line.count < 1 << 16) }
    guard line.contains(where: { $0 > 0x20 }) else { return }
    do {
      if let event = EngineEvent(try JSON(parsing: line)) { take(event) }
    } catch {
      throw .notJSON(error)
    }
  }
}
