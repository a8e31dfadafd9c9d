import Shared
import Synchronization

/// The names in `/etc/hosts`, which need no name server.
final class HostsFile: Sendable {
  private struct Reading {
    var status: FileStatus?
    var names: Set<ExactName> = []
  }

  private let path: String
  private let reading = Mutex(Reading())

  init(path: String = "/etc/hosts") { self.path = path }

  func contains(_ name: String) -> Bool {
    let status = try? FileStatus(of: path)
    return reading.withLock { reading in
      if status != reading.status {
        reading.status = status
        reading.names = status?.isRegular == true ? Self.names(path) : []
      }
      return reading.names.contains(ExactName(name.lowercased()))
    }
  }

  private static func names(_ path: String) -> Set<ExactName> {
    guard let bytes = try? SmallFile.contents(of: path) else { return [] }
    var names: Set<ExactName> = []
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
      for name in words.dropFirst() { names.insert(ExactName(name.lowercased())) }
    }
    return names
  }
}
