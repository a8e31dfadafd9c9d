/// Reads the file of a time zone (RFC 8536), of version 2 or later.
package enum TimeZoneFile {
  package static let folder = "/usr/share/zoneinfo"

  /// - Parameter name: As in `Europe/Paris`.
  package static func zone(_ name: String, in folder: String = folder) throws(TimeZoneError)
    -> TimeZone
  {
    guard isName(name) else {
      throw TimeZoneError(name, "is no name of a time zone such as Europe/Paris")
    }
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try SmallFile.contents(of: "\(folder)/\(name)")
    } catch {
      if name == "UTC" { return .utc }
      throw TimeZoneError(
        name, "is no known time zone (\(error)); names are as in Europe/Paris, from package tzdata")
    }
    guard let zone = zone(name, bytes.span) else {
      throw TimeZoneError(
        name, "has no usable file in \(folder): it is damaged, or older than version 2")
    }
    return zone
  }

  private static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 100
      && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
        !part.isEmpty
          && part.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
              || "_+-".utf8.contains(byte)
          }
      }
  }

  static func zone(_ name: String, _ file: Span<UInt8>) -> TimeZone? {
    // What precedes the second header is for readers that know 32 bits only.
    guard let old = Header(file, at: 0), old.version >= UInt8(ascii: "2"),
      let header = Header(file, at: old.end(timeSize: 4)),
      header.end(timeSize: 8) <= file.count, header.typeCount > 0
    else { return nil }
    let types = header.start + header.timeCount * 9
    var typeOffsets: [Int] = []
    for index in 0..<header.typeCount {
      let offset = bigEndian(file, at: types + index * 6, count: 4)
      typeOffsets.append(Int(Int32(truncatingIfNeeded: offset)))
    }
    var transitions: [Int] = []
    var offsets: [Int] = []
    for index in 0..<header.timeCount {
      let type = Int(file[header.start + header.timeCount * 8 + index])
      guard type < typeOffsets.count else { return nil }
      transitions.append(bigEndian(file, at: header.start + index * 8, count: 8))
      offsets.append(typeOffsets[type])
    }
    guard zip(transitions, transitions.dropFirst()).allSatisfy({ $0 < $1 }),
      typeOffsets.allSatisfy({ $0.magnitude < 93_600 })
    else { return nil }
    guard let footer = footer(file, at: header.end(timeSize: 8)) else { return nil }
    let rule = footer.isEmpty ? nil : TimeZoneRule(footer.span)
    guard rule != nil || footer.isEmpty else { return nil }
    return TimeZone(
      name: name, transitions: transitions, offsets: offsets, firstOffset: typeOffsets[0],
      rule: rule)
  }

  /// What stands between the two newlines at the end.
  private static func footer(_ file: Span<UInt8>, at position: Int) -> [UInt8]? {
    guard position + 1 < file.count, file[position] == UInt8(ascii: "\n"),
      file[file.count - 1] == UInt8(ascii: "\n")
    else { return nil }
    var text: [UInt8] = []
    text.append(file.extracting(position + 1..<file.count - 1))
    return text
  }

  private struct Header {
    let version: UInt8
    /// Where what it counts begins.
    let start: Int
    let timeCount: Int
    let typeCount: Int
    /// Bytes of what is of no use here.
    private let restSize: Int
    private let leapCount: Int

    init?(_ file: Span<UInt8>, at position: Int) {
      start = position + 44
      guard start <= file.count,
        TimeZoneFile.bigEndian(file, at: position, count: 4) == Self.magic
      else { return nil }
      version = file[position + 4]
      var counts: [Int] = []
      for index in 0..<6 {
        counts.append(TimeZoneFile.bigEndian(file, at: position + 20 + index * 4, count: 4))
      }
      restSize = counts[0] + counts[1] + counts[5]
      leapCount = counts[2]
      timeCount = counts[3]
      typeCount = counts[4]
    }

    /// `TZif`.
    private static let magic = 0x545A_6966

    func end(timeSize: Int) -> Int {
      start + timeCount * (timeSize + 1) + typeCount * 6 + leapCount * (timeSize + 4) + restSize
    }
  }

  fileprivate static func bigEndian(_ bytes: Span<UInt8>, at position: Int, count: Int) -> Int {
    var word: UInt64 = 0
    for index in position..<position + count { word = word << 8 | UInt64(bytes[index]) }
    return Int(truncatingIfNeeded: word)
  }
}

/// Why a time zone cannot be had.
package struct TimeZoneError: Error, CustomStringConvertible {
  package let description: String

  init(_ name: String, _ reason: String) {
    description = "'\(OneLine.of(name) { $0 })' \(reason)"
  }
}
