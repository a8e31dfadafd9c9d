import Shared
import TLS
import TestSupport
import Testing

@testable import WebConfiguration

@Suite struct WebFlagsTests {
  private let flags = WebFlags(
    WebFlags.Names(
      certificate: "cert", key: "key", authority: "ca", minimum: "min", user: "user",
      password: "password", hash: "hash"))

  @Test func withoutFlagsThePagesAreOpen() throws {
    #expect(try flags.gate(WebOptions.parse([]), LogRecorder().logger) == nil)
  }

  @Test func theySayWhatAFileWould() throws {
    var flags = flags
    flags.certificateFile = "/c"
    flags.keyFile = "/k"
    flags.authorityFile = "/a"
    flags.minimum = "TLS1.3"
    flags.user = "prom"
    flags.password = Secret("secret")
    let settings = try flags.settings()
    var expected = TLSServerOptions(certificate: .file("/c"), key: .file("/k"))
    expected.clientAuthorities = .file("/a")
    expected.clients = .requireAndVerify
    expected.minimum = .tls13
    #expect(settings.tls == expected)
    #expect(settings.users.password(of: Array("prom".utf8)) != nil)
    #expect(settings.files == ["/c", "/k", "/a"])
  }

  struct BadFlags: Sendable, CustomTestStringConvertible {
    let says: String
    let set: @Sendable (inout WebFlags) -> Void
    var testDescription: String { says }

    init(_ says: String, _ set: @escaping @Sendable (inout WebFlags) -> Void) {
      self.says = says
      self.set = set
    }
  }

  @Test(arguments: [
    BadFlags("--cert: TLS needs --cert and --key, both") { $0.certificateFile = "/c" },
    BadFlags("--key: TLS needs") { $0.keyFile = "/k" },
    BadFlags("--ca: TLS needs") { $0.authorityFile = "/a" },
    BadFlags("--min: TLS needs") { $0.minimum = "TLS1.2" },
    BadFlags("--min: write TLS1.0, TLS1.1, TLS1.2, TLS1.3") {
      ($0.certificateFile, $0.keyFile, $0.minimum) = ("/c", "/k", "1.2")
    },
    BadFlags("--cert: certificate file /c: No such file") {
      ($0.certificateFile, $0.keyFile) = ("/c", "/k")
    },
    BadFlags("--user: it needs --password or --hash") { $0.user = "prom" },
    BadFlags("--password: it needs --user") { $0.password = Secret("hunter2") },
    BadFlags("--hash: it needs --user") { $0.hash = Secret("hunter2") },
    BadFlags("--hash: --password is given too") {
      ($0.user, $0.password, $0.hash) = ("prom", Secret("hunter2"), Secret("hunter2"))
    },
    BadFlags("--hash: it is not a bcrypt hash") {
      ($0.user, $0.hash) = ("prom", Secret("hunter2"))
    },
  ])
  func halfOfAPairIsRefused(bad: BadFlags) throws {
    var flags = flags
    bad.set(&flags)
    let error = #expect(throws: (any Error).self) {
      try flags.gate(WebOptions.parse([]), LogRecorder().logger)
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.hasPrefix(bad.says), "\(text)")
    #expect(!text.contains("hunter2"))
  }

  @Test func aFileBesideThemIsRefused() throws {
    var flags = flags
    flags.user = "prom"
    flags.password = Secret("secret")
    let web = try WebOptions.parse(["--web.config.file=/x.yml"])
    let error = #expect(throws: FlagError.self) { try flags.gate(web, LogRecorder().logger) }
    #expect(error?.description.contains("--web.config.file says the same") == true)
  }
}
