import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct OSCollectorTests {
  private static let debian = """
    PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
    NAME="Debian GNU/Linux"
    VERSION_ID="12"
    VERSION="12 (bookworm)"
    VERSION_CODENAME=bookworm
    ID=debian

    """

  @Test func writesNameAndVersion() throws {
    let host = try HostFixture(rootfs: ["etc/os-release": Self.debian])
    #expect(
      try exposition(of: OSCollector(host.paths)) == """
        # HELP node_os_info The operating system, by its labels.
        # TYPE node_os_info gauge
        node_os_info{build_id="",id="debian",id_like="",image_id="",image_version="",\
        name="Debian GNU/Linux",pretty_name="Debian GNU/Linux 12 (bookworm)",variant="",\
        variant_id="",version="12 (bookworm)",version_codename="bookworm",version_id="12"} 1
        # HELP node_os_version The system's version as major.minor.
        # TYPE node_os_version gauge
        node_os_version{id="debian",id_like="",name="Debian GNU/Linux"} 12

        """)
  }

  @Test func readsTheVendorsFileWhereThereIsNoOther() throws {
    let host = try HostFixture(rootfs: [
      "usr/lib/os-release": "ID=arch\nSUPPORT_END=2026-06-30\n"
    ])
    let lines = samples(try exposition(of: OSCollector(host.paths)))
    #expect(lines.count == 2)
    #expect(lines[0].contains(#"id="arch""#))
    #expect(lines[1] == "node_os_support_end_timestamp_seconds 1782777600")
  }

  @Test func readsTheVendorsFileWhereTheOtherCannotBeRead() throws {
    let host = try HostFixture(rootfs: ["usr/lib/os-release": "ID=arch\n"])
    try host.folder.link("rootfs/etc/os-release", to: "os-release")
    #expect(try exposition(of: OSCollector(host.paths)).contains(#"id="arch""#))
  }

  @Test func tellsWhyTheFirstFileCannotBeReadWhereThereIsNoOther() throws {
    let host = try HostFixture()
    try host.folder.link("rootfs/etc/os-release", to: "os-release")
    #expect(throws: SystemError.self) { try exposition(of: OSCollector(host.paths)) }
  }

  @Test func followsAFileThatAnUpgradeReplaces() throws {
    let host = try HostFixture(rootfs: ["etc/os-release": Self.debian])
    let collector = OSCollector(host.paths)
    #expect(try exposition(of: collector).contains(#"version_id="12""#))
    try host.folder.remove("rootfs/etc/os-release")
    try host.folder.write("ID=debian\nVERSION_ID=13\n", to: "rootfs/etc/os-release")
    #expect(try exposition(of: collector).contains(#"version_id="13""#))
  }

  @Test func isAbsentWithoutAFile() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) { try exposition(of: OSCollector(host.paths)) }
  }
}
