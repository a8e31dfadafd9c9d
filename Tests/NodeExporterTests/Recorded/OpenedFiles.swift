import Glibc
import Shared

/// Tells which files below a folder were opened, by `inotify(7)`.
struct OpenedFiles: ~Copyable {
  private let descriptor: CInt
  private var folders: [CInt: String] = [:]

  /// - Parameter files: Relative to `root`; their folders are watched.
  init(of files: [String], below root: String) throws {
    descriptor = inotify_init1(CInt(IN_NONBLOCK | IN_CLOEXEC))
    try check(descriptor, "watch", root)
    for folder in Set(files.map { $0.split(separator: "/").dropLast().joined(separator: "/") }) {
      let watch = inotify_add_watch(descriptor, "\(root)/\(folder)", UInt32(IN_OPEN))
      try check(watch, "watch", folder)
      folders[watch] = folder
    }
  }

  deinit { close(descriptor) }

  /// Those that were opened since the last call.
  func take() -> Set<String> {
    var opened: Set<String> = []
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let length = read(descriptor, &buffer, buffer.count)
      guard length > 0 else { return opened }
      var offset = 0
      while offset + 16 <= length {
        // struct inotify_event: watch, mask, cookie, length of the name, name.
        let event = buffer.span.extracting(offset..<length)
        let watch = event.number(at: 0)
        let size = Int(event.number(at: 12))
        let name = buffer[offset + 16..<offset + 16 + size].prefix { $0 != 0 }
        if let folder = folders[watch], !name.isEmpty {
          opened.insert("\(folder)/\(String(decoding: name, as: UTF8.self))")
        }
        offset += 16 + size
      }
    }
  }
}

extension Span<UInt8> {
  fileprivate func number(at offset: Int) -> CInt {
    var number: UInt32 = 0
    for index in (0..<4).reversed() { number = number << 8 | UInt32(self[offset + index]) }
    return CInt(bitPattern: number)
  }
}
