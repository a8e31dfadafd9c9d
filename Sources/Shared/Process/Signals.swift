internal import CLinux
internal import Glibc

/// The signals that this process acts on, taken one by one by the thread that waits for them.
///
/// They are blocked before the first thread starts, so that no other thread is interrupted.
struct Signals {
  private var set = sigset_t()

  /// Blocks the signals. Writing to a reader who is gone is an error and no signal.
  init() {
    unsafe sigemptyset(&set)
    for number in [SIGTERM, SIGINT, SIGHUP] { unsafe sigaddset(&set, number) }
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// The next signal, or `nil` when none came in time.
  func next(within limit: Duration) -> CInt? {
    var timeout = timespec()
    timeout.tv_sec = Int(limit.components.seconds)
    timeout.tv_nsec = Int(limit.components.attoseconds / 1_000_000_000)
    var set = set
    let number = unsafe sigtimedwait(&set, nil, &timeout)
    return number > 0 ? number : nil
  }
}
