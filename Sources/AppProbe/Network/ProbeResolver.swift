import Shared
import Synchronization

/// Looks up names for probes, without a thread for each that waits: those who ask for the same name at
/// the same time share one answer, and ``LookupQueue`` says whose turn it is.
///
/// An answer that comes when nobody waits any more is thrown away, unlike in ``Resolver``: it would
/// make a name server that is too slow look well.
final class ProbeResolver: Sendable {
  private typealias Answer = Result<[String], ResolverError>

  @safe private struct Waiter: Sendable {
    let continuation: UnsafeContinuation<Answer, Never>

    func resume(_ answer: Answer) { unsafe continuation.resume(returning: answer) }
  }

  private let pool: ThreadPool
  private let queue: Mutex<LookupQueue<Waiter>>
  private let hosts: HostsFile
  private let lookUp: @Sendable (String) -> Lookup

  /// - Parameter lookUp: Asks for a name's addresses, and may block.
  init(
    hosts: HostsFile = HostsFile(),
    lookUp: @escaping @Sendable (String) -> Lookup = Lookup.asking(for:)
  ) {
    let limits = LookupQueue<Waiter>.Limits()
    queue = Mutex(LookupQueue(limits))
    pool = ThreadPool(limit: limits.all + limits.local, queueLimit: limits.all)
    self.hosts = hosts
    self.lookUp = lookUp
  }

  /// The numeric addresses of a name, by the deadline. It is called on the loop.
  func addresses(
    of name: String, by deadline: Deadline, on loop: EventLoop
  ) async throws(ResolverError) -> [String] {
    if Resolver.isAddress(name) { return [name] }
    let key = ExactName(name)
    let isLocal = hosts.contains(name)
    var timer: LoopTimer?
    let answer: Answer = await unsafe withUnsafeContinuation { continuation in
      let waiter = unsafe Waiter(continuation: continuation)
      let ticket = queue.withLock { $0.join(key, waiter, isLocal: isLocal) }
      timer = loop.schedule(at: deadline) { [self] in
        let late = queue.withLock { $0.leave(key, ticket: ticket, at: .now) }
        late?.resume(.failure(ResolverError(name, "the name servers do not answer")))
      }
      startNext()
    }
    if let timer { loop.cancel(timer) }
    return try answer.get()
  }

  /// Starts the look-ups that may be.
  private func startNext() {
    while let name = queue.withLock({ $0.next(at: .now) }) {
      let isTaken = pool.run { [self] in
        finish(name, lookUp(name.text))
        startNext()
      }
      if !isTaken { finish(name, .failed("there is no thread to look it up")) }
    }
  }

  private func finish(_ name: ExactName, _ lookup: Lookup) {
    let answer: Answer =
      switch lookup {
      case .found(let addresses): .success(addresses)
      case .failed(let reason): .failure(ResolverError(name.text, reason))
      }
    for waiter in queue.withLock({ $0.finish(name, at: .now) }) { waiter.resume(answer) }
  }
}
