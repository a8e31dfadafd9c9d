import CLinux
import Glibc
import Testing

@testable import NodeExporter

@Suite struct NetworkAddressTests {
  @Test(arguments: [
    ("127.0.0.1", "link-local"), ("169.254.7.8", "link-local"), ("10.0.0.1", "global"),
    ("8.8.8.8", "global"), ("0.0.0.0", ""), ("::1", "link-local"), ("fe80::1", "link-local"),
    ("2001:db8::7", "global"), ("fd00::1", "global"), ("::", ""),
  ])
  func tellsTheScopeOfAnAddress(text: String, scope: String) throws {
    let isIPv6 = text.contains(":")
    let family = isIPv6 ? AF_INET6 : AF_INET
    var address = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
    #expect(unsafe inet_pton(family, text, &address) == 1)
    #expect(NetworkAddress.scope(address) == scope)
    #expect(NetworkAddress.text(address, family) == text)
  }

  @Test func anAddressOfTheWrongLengthHasNoText() {
    #expect(NetworkAddress.text([1, 2, 3], AF_INET) == nil)
    #expect(NetworkAddress.text([1, 2, 3, 4], AF_INET6) == nil)
  }

  @Test func findsTheLoopbackAddress() throws {
    let all = try NetworkAddress.all(asking: NetlinkConnection(NETLINK_ROUTE))
    #expect(
      all.contains(
        NetworkAddress(device: "lo", address: "127.0.0.1", prefixLength: 8, scope: "link-local")))
  }
}
