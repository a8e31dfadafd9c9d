import ArgumentParser
import Shared
import WebConfiguration

/// The flags of redis_exporter for TLS and a password of its own page, which `--web.config.file`
/// says for all exporters.
struct ServerOptions: ParsableArguments, Sendable {
  static let secretFlags = ["basic-auth-password", "basic-auth-hash-password"]

  @Option(
    name: .customLong("tls-server-cert-file"),
    help: ArgumentHelp("The certificate of the page, which then is HTTPS.", valueName: "file"))
  var certificateFile: String?

  @Option(
    name: .customLong("tls-server-key-file"), help: ArgumentHelp("Its key.", valueName: "file"))
  var keyFile: String?

  @Option(
    name: .customLong("tls-server-ca-cert-file"),
    help: ArgumentHelp(
      "Let only clients in with a certificate that is signed by these.", valueName: "file"))
  var authorityFile: String?

  @Option(
    name: .customLong("tls-server-min-version"),
    help: ArgumentHelp("TLS1.0 to TLS1.3. (default: TLS1.2)", valueName: "version"))
  var minimum: String?

  @Option(name: .customLong("basic-auth-username"), help: "Who may read the page.")
  var user: String?

  @Option(
    name: .customLong("basic-auth-password"),
    help: "The password; better in the variable REDIS_EXPORTER_BASIC_AUTH_PASSWORD, or as a hash.")
  var password: String?

  @Option(
    name: .customLong("basic-auth-hash-password"),
    help: ArgumentHelp("The same as a hash of bcrypt.", valueName: "hash"))
  var hash: String?

  var flags: WebFlags {
    var flags = WebFlags(
      WebFlags.Names(
        certificate: "tls-server-cert-file", key: "tls-server-key-file",
        authority: "tls-server-ca-cert-file", minimum: "tls-server-min-version",
        user: "basic-auth-username", password: "basic-auth-password",
        hash: "basic-auth-hash-password"))
    flags.certificateFile = certificateFile
    flags.keyFile = keyFile
    flags.authorityFile = authorityFile
    flags.minimum = minimum
    flags.user = user
    flags.password = password.map { Secret($0) }
    flags.hash = hash.map { Secret($0) }
    return flags
  }
}
