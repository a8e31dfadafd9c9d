import Glibc
import Testing

@testable import Shared

@Suite struct HTTPLoopAcceptingTests {
  typealias Refusal = HTTPLoop.Refusal

  @Test(arguments: [
    (EAGAIN, Refusal.nobodyWaits), (ECONNABORTED, .clientIsGone), (EINTR, .clientIsGone),
    (ENETUNREACH, .clientIsGone), (EMFILE, .noRoom), (ENOMEM, .noRoom),
    // Each of these would come again at once, for ever.
    (EBADF, .listenerFails), (EINVAL, .listenerFails), (ENOTSOCK, .listenerFails),
    (EOPNOTSUPP, .listenerFails), (EPERM, .listenerFails),
  ])
  func asksAgainOnlyWhereThatHelps(code: CInt, expected: Refusal) {
    #expect(Refusal(errno: code) == expected)
  }
}
