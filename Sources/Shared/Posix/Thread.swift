import Glibc

/// POSIX threads, for code that blocks in system calls and C libraries.
package enum Thread {
  /// Enough for every library we call; the default of 8 MiB would be reserved for each thread.
  private static let stackSize = 512 * 1024

  /// Runs `body` on a new thread that nobody waits for.
  ///
  /// Blocking calls stay off the Swift concurrency pool, whose few threads must never wait.
  /// Signals are left to the thread that handles them.
  package static func detach(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setstacksize(&attributes, stackSize)
    unsafe pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))

    var thread = pthread_t()
    let box = unsafe Unmanaged.passRetained(Body(body))
    let result = unsafe pthread_create(
      &thread, &attributes,
      { argument in
        unsafe Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    guard result == 0 else {
      unsafe box.release()
      throw SystemError("pthread_create", "a thread", code: result)
    }
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
