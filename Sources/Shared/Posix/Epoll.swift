internal import CLinux
internal import Glibc

/// The kernel's list of descriptors to wait for.
@safe package struct Epoll: ~Copyable {
  /// What one descriptor is ready for.
  package struct Event {
    /// As given to ``add(_:_:token:)``.
    package let token: UInt64
    package let interest: Interest
  }

  package struct Interest: OptionSet, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let read = Interest(rawValue: EPOLLIN.rawValue)
    package static let write = Interest(rawValue: EPOLLOUT.rawValue)
    /// The other side is gone in both directions; always reported.
    package static let hangUp = Interest(rawValue: EPOLLHUP.rawValue | EPOLLERR.rawValue)
    /// Reported once for each change, for descriptors that nobody reads empty.
    package static let onChange = Interest(rawValue: EPOLLET.rawValue)
  }

  private static let capacity = 256

  private let descriptor: FileDescriptor
  private let events: UnsafeMutablePointer<epoll_event>

  package init() throws(SystemError) {
    self.init(
      FileDescriptor(
        owning: try check(epoll_create1(CInt(EPOLL_CLOEXEC)), "epoll_create1", "a list")))
  }

  init(_ descriptor: consuming FileDescriptor) {
    self.descriptor = descriptor
    unsafe events = .allocate(capacity: Self.capacity)
    unsafe events.initialize(repeating: epoll_event(), count: Self.capacity)
  }

  deinit { unsafe events.deallocate() }

  package func add(_ watched: CInt, _ interest: Interest, token: UInt64) throws(SystemError) {
    try control(EPOLL_CTL_ADD, watched, interest, token)
  }

  package func modify(_ watched: CInt, _ interest: Interest, token: UInt64) throws(SystemError) {
    try control(EPOLL_CTL_MOD, watched, interest, token)
  }

  /// Forgets a descriptor, which must still be open.
  package func remove(_ watched: CInt) throws(SystemError) {
    try control(EPOLL_CTL_DEL, watched, [], 0)
  }

  private func control(
    _ operation: CInt, _ watched: CInt, _ interest: Interest, _ token: UInt64
  ) throws(SystemError) {
    var event = unsafe epoll_event()
    unsafe event.events = interest.rawValue
    unsafe event.data.u64 = token
    try check(
      unsafe epoll_ctl(descriptor.rawValue, operation, watched, &event), "epoll_ctl",
      "descriptor \(watched)")
  }

  /// Waits, and returns how many events there are.
  ///
  /// - Parameter timeout: Milliseconds; -1 waits without limit.
  package func wait(timeout: CInt) throws(SystemError) -> Int {
    let count = unsafe epoll_wait(
      descriptor.rawValue, events, CInt(Self.capacity), timeout)
    if count < 0, errno == EINTR { return 0 }
    return Int(try check(count, "epoll_wait", "a list"))
  }

  /// One of the events that the last ``wait(timeout:)`` reported.
  package subscript(index: Int) -> Event {
    precondition((0..<Self.capacity).contains(index))
    let event = unsafe events[index]
    return unsafe Event(token: event.data.u64, interest: Interest(rawValue: event.events))
  }
}

/// Wakes a thread that waits with ``Epoll``.
package struct Waker: ~Copyable, Sendable {
  package let descriptor: FileDescriptor

  package init() throws(SystemError) {
    descriptor = FileDescriptor(
      owning: try check(
        eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK)), "eventfd", "a waker"))
  }

  package func wake() {
    _ = eventfd_write(descriptor.rawValue, 1)
  }
}
