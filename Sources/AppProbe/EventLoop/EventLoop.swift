import Glibc
import Shared
import Synchronization

/// One thread that takes any number of probes along, each as far as it gets without waiting.
///
/// A probe is a task that prefers this executor, and reads like code that waits: where it must, it
/// suspends in ``ready(_:_:by:)`` or ``sleep(until:)``, and costs about a kilobyte until the kernel or
/// the clock wakes it. Nothing on this thread may block.
///
/// All but ``start(name:)``, ``stop()``, ``run(_:)`` and ``enqueue(_:)`` is for code that runs on the
/// loop.
final class EventLoop: TaskExecutor, @unchecked Sendable {
  private let waker: Waker
  private let epoll: Epoll
  private let arrivals = Mutex<[UnownedJob]>([])
  private let isStopping = Atomic(false)

  // Of the loop's thread alone:
  private var thread: pthread_t?
  private var jobs: [UnownedJob] = []
  private var timers = TimerHeap()
  private var watches: [CInt: Watch] = [:]
  private var generation: UInt32 = 0
  /// What belongs to this thread, such as its HTTP client, by its type.
  private var belongings: [ObjectIdentifier: AnyObject] = [:]

  private struct Watch {
    let generation: UInt32
    let body: (Epoll.Interest) -> Void
  }

  private static let wakerToken = UInt64.max

  private init() throws(SystemError) {
    waker = try Waker()
    epoll = try Epoll()
    try epoll.add(waker.descriptor.rawValue, [.read, .onChange], token: Self.wakerToken)
  }

  /// A loop with a thread of its own, which lives as long as the process or until ``stop()``.
  static func start() throws(SystemError) -> EventLoop {
    let loop = try EventLoop()
    let hasStarted = Monitor(false)
    try Thread.detach {
      loop.thread = pthread_self()
      hasStarted.update { $0 = true }
      loop.turn()
    }
    _ = hasStarted.wait(until: Deadline(in: .seconds(60))) { $0 ? true : nil }
    return loop
  }

  /// Has the thread end; tasks that still wait are never woken.
  func stop() {
    isStopping.store(true, ordering: .releasing)
    waker.wake()
  }

  /// Starts a task on the loop, from any thread.
  func run(_ operation: @escaping @Sendable () async -> Void) {
    Task.detached(executorPreference: self) { await operation() }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if isCurrent { return jobs.append(job) }
    let isFirst = arrivals.withLock { arrivals in
      arrivals.append(job)
      return arrivals.count == 1
    }
    if isFirst { waker.wake() }
  }

  /// Whether this is the loop's thread.
  var isCurrent: Bool {
    guard let thread else { return false }
    return pthread_equal(thread, pthread_self()) != 0
  }

  /// The loop's one thing of a type, made when it is first asked for.
  func belonging<Thing: AnyObject>(_ make: (EventLoop) throws -> Thing) rethrows -> Thing {
    let key = ObjectIdentifier(Thing.self)
    if let thing = belongings[key] as? Thing { return thing }
    let thing = try make(self)
    belongings[key] = thing
    return thing
  }
}

// MARK: - Turning

extension EventLoop {
  private func turn() {
    while !isStopping.load(ordering: .acquiring) {
      runJobs()
      let count: Int
      do throws(SystemError) {
        count = try epoll.wait(timeout: waitTime())
      } catch {
        // Only a broken descriptor of its own makes it fail: nothing would be probed any more.
        fatalError("\(error)")
      }
      for index in 0..<count { handle(epoll[index]) }
      while let timer = timers.first, timer.end.hasPassed {
        timers.remove(timer)
        timer.body()
      }
    }
  }

  /// Those that the jobs themselves enqueue have their turn after the kernel was asked.
  private func runJobs() {
    jobs += arrivals.withLock { arrivals in
      defer { arrivals.removeAll() }
      return arrivals
    }
    let ready = jobs
    jobs.removeAll()
    for job in ready { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
  }

  private func waitTime() -> CInt {
    if !jobs.isEmpty { return 0 }
    return timers.first?.end.pollTimeout ?? -1
  }

  private func handle(_ event: Epoll.Event) {
    guard event.token != Self.wakerToken else { return }
    let descriptor = CInt(truncatingIfNeeded: event.token & 0xFFFF_FFFF)
    // News of a descriptor that was closed must not be taken for its successor's.
    guard let watch = watches[descriptor], UInt64(watch.generation) == event.token >> 32 else {
      return
    }
    watch.body(event.interest)
  }
}

// MARK: - Descriptors and moments

extension EventLoop {
  /// Has `body` called whenever the descriptor is ready, until ``unwatch(_:)``, which must come
  /// before it is closed. A second call for the same descriptor takes the place of the first.
  func watch(
    _ descriptor: CInt, _ interest: Epoll.Interest, _ body: @escaping (Epoll.Interest) -> Void
  ) throws(SystemError) {
    generation = generation &+ 1 & 0x7FFF_FFFF
    let token = UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
    if watches[descriptor] == nil {
      try epoll.add(descriptor, interest, token: token)
    } else {
      try epoll.modify(descriptor, interest, token: token)
    }
    watches[descriptor] = Watch(generation: generation, body: body)
  }

  func unwatch(_ descriptor: CInt) {
    guard watches.removeValue(forKey: descriptor) != nil else { return }
    try? epoll.remove(descriptor)
  }

  /// Has `body` called at a moment, unless the timer is taken back.
  @discardableResult
  func schedule(at end: Deadline, _ body: @escaping () -> Void) -> LoopTimer {
    let timer = LoopTimer(end, body)
    timers.insert(timer)
    return timer
  }

  func cancel(_ timer: LoopTimer) { timers.remove(timer) }
}

// MARK: - For tasks

extension EventLoop {
  /// Waits until the descriptor can be read or written, or has failed; false when the deadline comes
  /// first. One task at a time may wait for a descriptor.
  func ready(
    _ descriptor: CInt, _ interest: Epoll.Interest, by deadline: Deadline
  ) async throws(SystemError) -> Bool {
    let result: Result<Bool, SystemError> = await unsafe withUnsafeContinuation { continuation in
      do throws(SystemError) {
        let timer = LoopTimer(deadline) { [self] in
          unwatch(descriptor)
          unsafe continuation.resume(returning: .success(false))
        }
        try watch(descriptor, interest) { [self] _ in
          timers.remove(timer)
          unwatch(descriptor)
          unsafe continuation.resume(returning: .success(true))
        }
        timers.insert(timer)
      } catch {
        unsafe continuation.resume(returning: .failure(error))
      }
    }
    return try result.get()
  }

  /// Waits until a moment.
  func sleep(until end: Deadline) async {
    await unsafe withUnsafeContinuation { continuation in
      schedule(at: end) { unsafe continuation.resume() }
    }
  }
}
