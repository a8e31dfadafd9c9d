import CLinux
import Shared

/// Families of messages whose numbers the kernel gives out as it meets them, of `NETLINK_GENERIC`.
enum GenericNetlink {
  /// `struct genlmsghdr`: command, version, and two bytes that are not used.
  static let headerSize = 4

  /// The body of a request.
  static func request(
    _ command: some BinaryInteger, attributes: [(type: UInt32, value: [UInt8])] = []
  ) -> [UInt8] {
    var body: [UInt8] = [UInt8(command), 1, 0, 0]
    for attribute in attributes { body.append(attribute: attribute.type, attribute.value) }
    return body
  }

  /// The message type of a family, or `nil` when the kernel has none of the name.
  static func type(of family: String, _ tables: any NetlinkTables) throws -> UInt16? {
    try tables.dump(
      type: UInt16(GENL_ID_CTRL), body: request(CTRL_CMD_GETFAMILY), into: nil as UInt16?
    ) { found, _, payload in
      var name = ""
      var number: UInt16?
      var attributes = NetlinkAttributes(payload, after: headerSize)
      while let attribute = attributes.next() {
        switch Int(attribute.type) {
        case CTRL_ATTR_FAMILY_NAME: name = attribute.string
        case CTRL_ATTR_FAMILY_ID: number = attribute.value.load(UInt16.self, at: 0)
        default: break
        }
      }
      if name == family, let number { found = number }
    }
  }
}
