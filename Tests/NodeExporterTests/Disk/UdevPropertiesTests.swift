import TestSupport
import Testing

@testable import NodeExporter

@Suite struct UdevPropertiesTests {
  private func properties(_ text: String) -> UdevProperties {
    let file = Array(text.utf8)
    return UdevProperties(file.span)
  }

  @Test func readsTheLinesThatAreProperties() {
    let udev = properties(
      """
      S:disk/by-id/wwn-0x7c72382b8de36a64
      I:73815117
      E:ID_MODEL=TOSHIBA_KSDB4U86
      E:ID_FS_VERSION=LVM2 001
      E:ID_PATH=a=b
      E:ID_SERIAL_SHORT=2160A0D5FVGG

      """)
    #expect(udev["ID_MODEL"] == "TOSHIBA_KSDB4U86")
    #expect(udev["ID_FS_VERSION"] == "LVM2 001")
    #expect(udev["ID_PATH"] == "a=b")
    #expect(udev["ID_WWN"] == "")
    #expect(udev.serial == "2160A0D5FVGG")
  }

  @Test func prefersTheSerialNumberOnTheLabel() {
    #expect(properties("E:ID_SERIAL_SHORT=a\nE:SCSI_IDENT_SERIAL=b\n").serial == "b")
  }
}
