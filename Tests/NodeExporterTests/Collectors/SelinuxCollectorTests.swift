import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct SelinuxCollectorTests {
  @Test func tellsBothModes() throws {
    let host = try HostFixture(
      sys: [
        "fs/selinux/enforce": "0"
      ],
      rootfs: [
        "etc/selinux/config": """
        # how
        SELINUX=enforcing
        SELINUXTYPE=targeted

        """
      ])
    #expect(
      try exposition(of: SelinuxCollector(host.paths)) == """
        # HELP node_selinux_enabled Whether SELinux is on.
        # TYPE node_selinux_enabled gauge
        node_selinux_enabled 1
        # HELP node_selinux_config_mode What SELinux is configured to do: 1 enforce, 0 be permissive, -1 nothing.
        # TYPE node_selinux_config_mode gauge
        node_selinux_config_mode 1
        # HELP node_selinux_current_mode What SELinux does: 1 enforces, 0 is permissive.
        # TYPE node_selinux_current_mode gauge
        node_selinux_current_mode 0

        """)
  }

  @Test func isOffWithoutItsFileSystem() throws {
    let host = try HostFixture()
    #expect(
      try exposition(of: SelinuxCollector(host.paths)) == """
        # HELP node_selinux_enabled Whether SELinux is on.
        # TYPE node_selinux_enabled gauge
        node_selinux_enabled 0

        """)
  }

}
