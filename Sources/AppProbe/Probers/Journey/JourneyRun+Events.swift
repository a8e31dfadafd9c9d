import Shared

extension JourneyRun {
  /// Listens to a site's events until one is as the step wants it.
  func follow(
    _ text: JourneyText, _ event: String, _ step: JourneyStep, by end: Deadline
  ) async throws(ProbeFailure) {
    let session = SocketIOSession(site: text.filled(with: values)) {
      [self] (method, url, body) async throws(ProbeFailure) in
      let headers = [(name: "Content-Type", value: Secret("text/plain;charset=UTF-8"))]
      let answer = try await ask(
        method, url, body.isEmpty ? [] : headers, body, isConfigured: isConfigured(text), by: end)
      guard answer.status == 200 else {
        throw ProbeFailure(
          .status, "\(method) \(text.source)/socket.io/ was answered with status \(answer.status)")
      }
      return answer.body
    }
    // What was wrong with the events until the time was over.
    var last: ProbeFailure?
    do throws(ProbeFailure) {
      try await session.open()
      while true {
        for text in try await session.events(event) {
          do throws(ProbeFailure) {
            try look(at: Array(text.utf8), step)
            return await session.close()
          } catch {
            last = error
          }
        }
        guard !end.hasPassed else {
          throw ProbeFailure(.timeout, "no event '\(event)' came in time")
        }
      }
    } catch {
      await session.close()
      guard error.reason == .timeout, let last else {
        let isMute = error.reason == .timeout && session.isOpen
        throw isMute ? ProbeFailure(.timeout, "no event '\(event)' came in time") : error
      }
      throw last
    }
  }
}
