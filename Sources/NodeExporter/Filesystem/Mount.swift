import Shared

/// One line of `/proc/PID/mountinfo`, as proc_pid_mountinfo(5) describes it:
///
///     36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
///
/// Its fields are the mount's number, its parent's, the device's major and minor numbers, the root
/// in the file system, the mount point, the mount's options, any number of optional fields, a dash,
/// the type, the device, and the file system's own options.
struct Mount: Sendable, Equatable {
  /// Unique as long as the mount is there; the kernel gives it out again afterwards.
  let id: UInt64
  let major: UInt64
  let minor: UInt64
  /// The path, with the octal escapes of blanks and backslashes resolved.
  let point: String
  /// What is mounted, with its escapes: existing series are named so.
  let device: String
  let type: String
  /// Whether the mount or the file system in it is read-only.
  let isReadOnly: Bool

  init(_ line: inout TextCursor) throws(ParseError) {
    id = try line.integer()
    line.skip()
    var numbers = line.slice()
    var majorDigits = numbers.slice(upTo: ":")
    major = try majorDigits.integer()
    minor = try numbers.integer()
    line.skip()
    point = String(resolvingOctal: line.slice().bytes)
    var options = line.slice()
    var isReadOnly = Self.saysReadOnly(&options)
    repeat {
      if line.isAtEnd { throw ParseError(expected: "a dash after the optional fields", found: "") }
    } while !line.slice().equals("-")
    type = line.field()
    // The device can be the empty string: mount -t tmpfs "" /mnt.
    _ = line.take(prefix: " ")
    device = line.take(prefix: " ") ? "" : line.field()
    var superOptions = line.slice()
    if Self.saysReadOnly(&superOptions) { isReadOnly = true }
    self.isReadOnly = isReadOnly
  }

  private static func saysReadOnly(_ options: inout TextCursor) -> Bool {
    while !options.isAtEnd {
      if options.slice(upTo: ",").equals("ro") { return true }
    }
    return false
  }
}

extension Mount {
  private static let remoteTypes: Set = [
    "9p", "afs", "ceph", "cifs", "glusterfs", "lustre", "smb3", "smbfs",
  ]

  /// Whether a server, or a program as FUSE has it, answers for the file system.
  var isRemote: Bool {
    type.hasPrefix("nfs") || type.hasPrefix("fuse.") || Self.remoteTypes.contains(type)
  }
}
