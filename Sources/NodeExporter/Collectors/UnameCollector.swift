import CLinux
import Glibc
import Shared

/// What the kernel says that it is, from `uname`.
struct UnameCollector: Collector {
  let name = "uname"

  func collect(into metrics: inout MetricWriter) throws {
    var names = utsname()
    try check(unsafe uname(&names), "uname", "the kernel")
    metrics.family("node_uname_info", .gauge, "The running kernel, by its labels.")
    metrics.sample(
      1,
      [
        Label("domainname", text(names.__domainname)), Label("machine", text(names.machine)),
        Label("nodename", text(names.nodename)), Label("release", text(names.release)),
        Label("sysname", text(names.sysname)), Label("version", text(names.version)),
      ])
  }

  /// The text of a C array of characters, which Swift sees as a tuple.
  private func text<Characters>(_ characters: Characters) -> String {
    unsafe withUnsafeBytes(of: characters) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
