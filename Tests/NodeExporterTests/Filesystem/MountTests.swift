import Shared
import Testing

@testable import NodeExporter

@Suite struct MountTests {
  struct Line: Sendable {
    let text: String
    let mount: String
    let isReadOnly: Bool
  }

  @Test(arguments: [
    Line(
      text: "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard",
      mount: "27 254:0 / ext4 /dev/vda", isReadOnly: false),
    // Optional fields.
    Line(
      text: "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 propagate_from:2 - ext3 /dev/root rw",
      mount: "36 98:0 /mnt2 ext3 /dev/root", isReadOnly: false),
    // A bind mount of a folder, read-only although its file system is not.
    Line(
      text: "44 27 254:0 /srv/www /var/www ro,relatime shared:1 - ext4 /dev/vda rw",
      mount: "44 254:0 /var/www ext4 /dev/vda", isReadOnly: true),
    // A disk that the kernel remounted after errors.
    Line(
      text: "45 27 8:1 / /data rw,relatime - ext4 /dev/sda1 ro,errors=remount-ro",
      mount: "45 8:1 /data ext4 /dev/sda1", isReadOnly: true),
    Line(
      text: "46 27 8:1 / /data rw,relatime - ext4 /dev/sda1 rw,errors=remount-ro",
      mount: "46 8:1 /data ext4 /dev/sda1", isReadOnly: false),
    // An overlay, with long options.
    Line(
      text:
        "92 27 0:45 / /var/lib/docker/overlay2/ab/merged rw,relatime - overlay overlay"
        + " rw,lowerdir=/l/A:/l/B,upperdir=/u,workdir=/w",
      mount: "92 0:45 /var/lib/docker/overlay2/ab/merged overlay overlay", isReadOnly: false),
    // Blanks, tabs, newlines and backslashes in the point; the device keeps its escapes.
    Line(
      text: #"50 27 0:50 / /mnt/a\040b\011c\012d\134e rw - cifs //nas/My\040Docs rw"#,
      mount: "50 0:50 /mnt/a b\tc\nd\\e cifs //nas/My\\040Docs", isReadOnly: false),
    // No device.
    Line(
      text: "51 27 0:51 / /mnt/x rw,relatime - tmpfs  ro,size=4k",
      mount: "51 0:51 /mnt/x tmpfs ", isReadOnly: true),
    // A subtype.
    Line(
      text: "52 27 0:52 / /mnt/y rw - fuse.sshfs host:/ rw,user_id=0",
      mount: "52 0:52 /mnt/y fuse.sshfs host:/", isReadOnly: false),
  ])
  func readsALine(line: Line) throws {
    let mount = try parse(line.text)
    #expect(
      "\(mount.id) \(mount.major):\(mount.minor) \(mount.point) \(mount.type) \(mount.device)"
        == line.mount)
    #expect(mount.isReadOnly == line.isReadOnly)
  }

  @Test(arguments: [
    "", "x 1 254:0 / / rw - ext4 /dev/vda rw", "27 1 254 / / rw - ext4 /dev/vda rw",
    "27 1 254:0 / / rw shared:1 ext4 /dev/vda rw",
  ])
  func refusesWhatIsNoMount(text: String) {
    #expect(throws: ParseError.self) { try parse(text) }
  }

  private func parse(_ text: String) throws -> Mount {
    let bytes = Array(text.utf8)
    var cursor = TextCursor(bytes.span)
    return try Mount(&cursor)
  }
}
