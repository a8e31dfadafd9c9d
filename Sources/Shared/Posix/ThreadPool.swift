/// TEMPORARY, replaced at merge.
package final class ThreadPool: Sendable {
  package init(limit: Int) {}
  package func run(_ job: @escaping @Sendable () -> Void) -> Bool {
    (try? Thread.detach(job)) != nil
  }
}
