internal import Glibc

extension FlagError {
  /// A file that a flag names cannot be used.
  ///
  /// - Parameter error: What is wrong with it: its line, its key and the remedy, or what the kernel says.
  package init(flag: String, file error: any Error) {
    self.init(flag: flag, reason: "\(error)\(Self.remedy(error))")
  }

  private static func remedy(_ error: any Error) -> String {
    guard let error = error as? SystemError else { return "" }
    return switch error.code {
    case ENOENT, ENOTDIR: "; name a file that is there, or leave the flag out"
    case EACCES, EPERM: "; let the user read it whom this program runs as"
    default: ""
    }
  }
}
