import Glibc
import Shared

/// The `*.prom` files in some directories.
struct TextfileDirectories: Sendable {
  /// Paths, or patterns of glob(7).
  let patterns: [String]

  /// The paths of the files, directory by directory in the order of the flags, by name within each
  /// directory, none twice; and what cannot be read: directories, and files whose names are not
  /// UTF-8.
  func list() -> (files: [String], unreadable: [(path: String, error: TextfileError)]) {
    var files: [String] = []
    var unreadable: [(path: String, error: TextfileError)] = []
    var seen: Set<ExactName> = []
    for directory in patterns.flatMap(Self.directories) {
      guard seen.insert(ExactName(directory)).inserted else { continue }
      do throws(SystemError) {
        let names = try FileTree(root: directory).names { name in
          guard name.endsExactly(in: ".prom") else { return }
          let error = TextfileError(reason: "its name is not UTF-8; rename it")
          unreadable.append((Self.join(directory, name), error))
        }
        files += names.lazy.filter { $0.endsExactly(in: ".prom") }.map { Self.join(directory, $0) }
      } catch {
        unreadable.append((directory, TextfileError(directory: error)))
      }
    }
    return (files, unreadable)
  }

  /// What a pattern matches, or the pattern itself where that is nothing: then opening it tells why.
  private static func directories(_ pattern: String) -> [String] {
    guard pattern.utf8.contains(where: { #"*?[\"#.utf8.contains($0) }) else {
      return [cleaned(pattern)]
    }
    var matches = unsafe glob_t()
    defer { unsafe globfree(&matches) }
    guard unsafe glob(pattern, 0, nil, &matches) == 0 else { return [cleaned(pattern)] }
    return unsafe (0..<Int(matches.gl_pathc)).map { index in
      unsafe cleaned(String(cString: matches.gl_pathv[index]!))
    }
  }

  private static func join(_ directory: String, _ name: String) -> String {
    switch directory {
    case ".": name
    case "/": "/\(name)"
    default: "\(directory)/\(name)"
    }
  }

  /// The path without needless parts, as it stands in the label `file`.
  ///
  /// `a//b/./c/../d/` is `a/b/d`, as in Go: the label names series that dashboards may know.
  static func cleaned(_ path: String) -> String {
    let isAbsolute = path.utf8.first == UInt8(ascii: "/")
    var parts: [Substring] = []
    for part in path.utf8.split(separator: UInt8(ascii: "/")).map(Substring.init) where part != "."
    {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !isAbsolute {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return isAbsolute ? "/\(joined)" : joined.isEmpty ? "." : joined
  }
}
