internal import CLinux
internal import Glibc

/// State behind a lock that threads can wait on until it changes.
///
/// The lock is held to look and to swap, never for input or output.
@safe package final class Monitor<State>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var state: State

  package init(_ state: sending State) {
    self.state = state
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    // Deadlines must not move when somebody sets the clock.
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    unsafe changed.initialize(to: pthread_cond_t())
    unsafe pthread_cond_init(changed, &attributes)
    unsafe pthread_condattr_destroy(&attributes)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Looks at the state, alone.
  package func read<R, E>(_ body: (borrowing State) throws(E) -> R) throws(E) -> R {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try body(state)
  }

  /// Changes the state, alone, and wakes everyone who waits for it.
  @discardableResult
  package func update<R, E>(_ body: (inout State) throws(E) -> R) throws(E) -> R {
    unsafe pthread_mutex_lock(mutex)
    defer {
      // In this order, so that whoever wakes up does not have to wait for the lock at once.
      unsafe pthread_mutex_unlock(mutex)
      unsafe pthread_cond_broadcast(changed)
    }
    return try body(&state)
  }

  /// Changes the state, alone, in a way that nobody waits for, and wakes no one.
  package func adjust<R, E>(_ body: (inout State) throws(E) -> R) throws(E) -> R {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try body(&state)
  }

  /// Waits until `body` returns something, looking again after every change; `nil` when the
  /// deadline comes first.
  package func wait<R>(until deadline: Deadline, for body: (inout State) -> R?) -> R? {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    var end = deadline.timespec
    while true {
      if let result = body(&state) { return result }
      if unsafe pthread_cond_timedwait(changed, mutex, &end) == ETIMEDOUT { return body(&state) }
    }
  }
}
