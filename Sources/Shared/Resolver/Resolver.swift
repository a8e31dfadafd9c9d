internal import CLinux
internal import Glibc
internal import Synchronization

/// Names to addresses, by a deadline.
///
/// `getaddrinfo` cannot be interrupted, and with name servers that do not answer it takes tens of
/// seconds. It is called on threads of its own (``PatientCalls``): one call at a time for a name, 16
/// that hang at most. The answer of one that comes back too late for who asked is kept for a while,
/// so that name servers that are slower than a scrape are of use to the next one.
package final class Resolver: Sendable {
  private let calls: PatientCalls<ExactName, Lookup>
  private let desk: Desk
  private let lateAnswersLast: Duration

  /// - Parameters:
  ///   - lateAnswersLast: For how long an answer is of use that came when nobody waited for it.
  ///   - lookUp: Asks for a name's addresses, and may block.
  ///   - notice: Is told when the question for a name hangs, and when it came back after all.
  package init(
    limit: Int = 16, patience: Duration = .milliseconds(150),
    lateAnswersLast: Duration = .seconds(60),
    lookUp: @escaping @Sendable (String) -> Lookup = Lookup.asking(for:),
    notice: @escaping @Sendable (String, PatientCalls<ExactName, Lookup>.Event) -> Void = { _, _ in
    }
  ) {
    let desk = Desk()
    self.desk = desk
    self.lateAnswersLast = lateAnswersLast
    calls = PatientCalls(limit: limit, patience: patience) { name in
      let answer = lookUp(name.text)
      desk.keep(answer, for: name)
      return answer
    } notice: { name, event in
      notice(name.text, event)
    }
  }

  /// The numeric addresses of each name, in the same order, by the deadline; or why there are none,
  /// with the name. A name that is an address needs nobody to ask.
  package func addresses(
    of names: [String], by deadline: Deadline
  ) -> [Result<[String], ResolverError>] {
    var results: [Result<[String], ResolverError>?] = names.map {
      Self.isAddress($0) ? .success([$0]) : nil
    }
    for (index, name) in names.enumerated() where results[index] == nil {
      if let late = desk.take(ExactName(name), notOlderThan: lateAnswersLast) {
        results[index] = Self.result(late, name)
      }
    }
    let open = results.indices.filter { results[$0] == nil }
    let outcomes = calls.ask(open.map { ExactName(names[$0]) }, by: deadline)
    for (index, outcome) in zip(open, outcomes) {
      let name = names[index]
      switch outcome {
      case .answered(let answer):
        _ = desk.take(ExactName(name), notOlderThan: lateAnswersLast)
        results[index] = Self.result(answer, name)
      case .stuck, .late:
        results[index] = .failure(ResolverError(name, "the name servers do not answer"))
      case .unasked:
        results[index] = .failure(ResolverError(name, "too many other names are being asked for"))
      }
    }
    return results.map { $0 ?? .failure(ResolverError("", "not asked for")) }
  }

  /// The numeric addresses of one name, by the deadline.
  package func addresses(
    of name: String, by deadline: Deadline
  ) throws(ResolverError) -> [String] {
    try addresses(of: [name], by: deadline)[0].get()
  }

  /// Whether the name is a numeric address of either family, with or without a scope as in
  /// `fe80::1%eth0`.
  package static func isAddress(_ name: String) -> Bool {
    var address = in6_addr()
    let unscoped = name.prefix { $0 != "%" }
    if unsafe inet_pton(AF_INET6, String(unscoped), &address) == 1 { return true }
    return unsafe inet_pton(AF_INET, name, &address) == 1
  }

  private static func result(
    _ lookup: Lookup, _ name: String
  ) -> Result<[String], ResolverError> {
    switch lookup {
    case .found(let addresses): .success(addresses)
    case .failed(let reason): .failure(ResolverError(name, reason))
    }
  }

  /// Answers that nobody has taken yet.
  private final class Desk: Sendable {
    private struct Answer {
      let lookup: Lookup
      let time: ContinuousClock.Instant
    }

    private let answers = Mutex<[ExactName: Answer]>([:])
    /// Names may come from requests.
    private static let capacity = 64

    func keep(_ lookup: Lookup, for name: ExactName) {
      answers.withLock { answers in
        if answers.count >= Self.capacity { answers.removeAll() }
        answers[name] = Answer(lookup: lookup, time: .now)
      }
    }

    func take(_ name: ExactName, notOlderThan age: Duration) -> Lookup? {
      let answer = answers.withLock { $0.removeValue(forKey: name) }
      guard let answer, answer.time.duration(to: .now) < age else { return nil }
      return answer.lookup
    }
  }
}

/// Why a name has no addresses: `db1: Name or service not known`.
package struct ResolverError: Error, Equatable, CustomStringConvertible {
  package let name: String
  package let reason: String

  package init(_ name: String, _ reason: String) {
    self.name = name
    self.reason = reason
  }

  package var description: String { "\(name): \(reason)" }
}
