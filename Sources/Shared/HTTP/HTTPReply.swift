internal import Synchronization

/// The way for the answer to one request, which any thread may give, once and at any time.
///
/// Who waits for something else keeps it instead of a thread. A reply that is let go of without an
/// answer answers with an error, so that no client waits for ever.
package final class HTTPReply: Sendable {
  private let give: @Sendable (HTTPResponse) -> Void
  private let isGiven = Atomic(false)

  /// - Parameter give: Takes the answer, on the thread that gives it; called once.
  package init(_ give: @escaping @Sendable (HTTPResponse) -> Void) {
    self.give = give
  }

  deinit {
    callAsFunction(.text(.internalServerError, "This request was given up without an answer.\n"))
  }

  /// Answers. All but the first answer are ignored.
  package func callAsFunction(_ response: HTTPResponse) {
    guard !isGiven.exchange(true, ordering: .relaxed) else { return }
    give(response)
  }
}
