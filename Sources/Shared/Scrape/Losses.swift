/// What a collector could not read, while it serves the rest.
///
///     var losses = Losses()
///     for row in rows {
///       do { … } catch { losses.note(error) }
///     }
///     try losses.report()
package struct Losses {
  private var first: (any Error)?

  package init() {}

  package mutating func note(_ error: any Error) {
    if first == nil { first = error }
  }

  /// Runs `body` and notes what it throws.
  package mutating func noting(_ body: () throws -> Void) {
    do { try body() } catch { note(error) }
  }

  /// Throws ``Partial`` with the first error, if there was one.
  package func report() throws {
    if let first { throw Partial(first) }
  }
}
