import Shared

/// Looks up names for probes, without a thread for each that waits.
final class ProbeResolver: Sendable {
  private let resolver = Resolver()
  private let pool = ThreadPool(limit: 16, queueLimit: 65536)

  /// The numeric addresses of a name, by the deadline.
  func addresses(
    of name: String, by deadline: Deadline
  ) async throws(ResolverError) -> [String] {
    if Resolver.isAddress(name) { return [name] }
    let result: Result<[String], ResolverError> = await unsafe withUnsafeContinuation {
      continuation in
      let isTaken = pool.run { [resolver] in
        unsafe continuation.resume(
          returning: resolver.addresses(of: [name], by: deadline)[0])
      }
      if !isTaken {
        unsafe continuation.resume(returning: resolver.addresses(of: [name], by: deadline)[0])
      }
    }
    return try result.get()
  }
}
