internal import Glibc

extension CommandLine {
  /// Overwrites the values of these flags, so that `ps` does not show the passwords in them.
  ///
  /// To be called once, at the start, after ``arguments`` were read.
  ///
  /// - Parameter flags: Without dashes.
  package static func hideArguments(of flags: [String]) {
    unsafe hideArguments(of: flags, in: unsafeArgv, count: Int(argc))
  }

  static func hideArguments(
    of flags: [String], in vector: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, count: Int
  ) {
    var hidesNext = false
    for index in 0..<count {
      guard let argument = unsafe vector[index] else { return }
      let text = unsafe String(cString: argument)
      if hidesNext {
        unsafe overwrite(argument)
        hidesNext = false
        continue
      }
      guard text.hasPrefix("-") else { continue }
      let body = text.drop { $0 == "-" }
      for flag in flags where body.hasPrefix(flag) {
        if body.utf8.count == flag.utf8.count {
          hidesNext = true
        } else if body.dropFirst(flag.count).hasPrefix("=") {
          let start = text.utf8.count - body.utf8.count + flag.utf8.count + 1
          unsafe overwrite(argument + start)
        }
      }
    }
  }

  /// Three asterisks, whatever the length, which would tell something too.
  private static func overwrite(_ text: UnsafeMutablePointer<CChar>) {
    let length = unsafe strlen(text)
    for index in 0..<length {
      unsafe text[index] = index < 3 ? CChar(UInt8(ascii: "*")) : 0
    }
  }
}
