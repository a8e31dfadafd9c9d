import Glibc

/// What is said beside the output.
enum Terminal {
  static func remark(_ text: String) {
    let line = Array("rex: \(text)\n".utf8)
    unsafe _ = write(2, line, line.count)
  }
}
