import ArgumentParser
import Shared

/// The flags of redis_exporter for its own page's TLS and password, which are refused until they
/// have an effect: a page that is open to everybody is not what they ask for.
struct ServerOptions: ParsableArguments, Sendable {
  @Option(name: .customLong("tls-server-key-file"), help: .hidden) var keyFile: String?
  @Option(name: .customLong("tls-server-cert-file"), help: .hidden) var certificateFile: String?
  @Option(name: .customLong("tls-server-ca-cert-file"), help: .hidden) var authorityFile: String?
  @Option(name: .customLong("tls-server-min-version"), help: .hidden) var minimum: String?
  @Option(name: .customLong("basic-auth-username"), help: .hidden) var user: String?
  @Option(name: .customLong("basic-auth-password"), help: .hidden) var password: String?
  @Option(name: .customLong("basic-auth-hash-password"), help: .hidden) var hash: String?

  func refuse() throws(FlagError) {
    let given = [
      ("tls-server-key-file", keyFile), ("tls-server-cert-file", certificateFile),
      ("tls-server-ca-cert-file", authorityFile), ("tls-server-min-version", minimum),
      ("basic-auth-username", user),
      ("basic-auth-password", password), ("basic-auth-hash-password", hash),
    ].first { $0.1 != nil }
    guard let given else { return }
    throw FlagError(
      flag: given.0,
      reason: "TLS and passwords of the page are not supported yet; leave the flag out and listen "
        + "on a private address")
  }
}
