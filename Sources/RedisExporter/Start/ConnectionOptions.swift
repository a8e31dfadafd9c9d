import ArgumentParser
import Shared
import TLS

/// The flags of the server that is scraped, and of connecting to servers.
struct ConnectionOptions: ParsableArguments, Sendable {
  static let secretFlags = ["redis.addr", "redis.password"]

  @Option(
    name: .customLong("redis.addr"),
    help: ArgumentHelp(
      "The server: redis://host:6379, rediss:// with TLS, unix:///path, host:port. Empty for none: "
        + "then only /scrape reads servers.", valueName: "address"))
  var address = "redis://localhost:6379"

  @Option(name: .customLong("redis.user"), help: "The user to log in as, of Redis 6 and newer.")
  var user: String?

  @Option(
    name: .customLong("redis.password"),
    help: "The password; better in the variable REDIS_PASSWORD, or in a file.")
  var password: String?

  @Option(
    name: .customLong("redis.password-file"),
    help: ArgumentHelp(
      "Passwords by address, in JSON: {\"redis://user@host:6379\": \"password\"}. /scrape sends "
        + "them to these servers and nothing to others.", valueName: "file"))
  var passwordFile: String?

  @Option(
    name: .customLong("scrape.targets"), parsing: .singleValue,
    help: ArgumentHelp(
      "Which servers /scrape may ask at all: cache1.example.com, *.example.com:6380, *. Without a "
        + "port it is 6379; :* is any. Repeatable, or with commas. (default: every server)",
      valueName: "pattern"))
  var targets: [String] = []

  @Flag(name: .customLong("disable-scrape-endpoint"), help: "Answer no /scrape.")
  var disablesScrape = false

  @Option(
    name: .customLong("connection-timeout"),
    help: "How long connecting and reading may take; the scraper's own timeout may make it less.")
  var timeout = "15s"

  @Flag(
    name: .customLong("set-client-name"), inversion: .prefixedNo,
    help: "Call the connection redis_exporter in CLIENT LIST.")
  var setsClientName = true

  @Flag(name: .customLong("ping-on-connect"), help: "Time a ping when connecting.")
  var pings = false

  @Option(
    name: .customLong("tls-ca-cert-file"),
    help: ArgumentHelp("Whom to believe; the system's authorities if empty.", valueName: "file"))
  var authorityFile: String?

  @Option(
    name: .customLong("tls-client-cert-file"),
    help: ArgumentHelp("The certificate to show to servers.", valueName: "file"))
  var certificateFile: String?

  @Option(
    name: .customLong("tls-client-key-file"),
    help: ArgumentHelp("Its key.", valueName: "file"))
  var keyFile: String?

  @Option(
    name: .customLong("tls-server-name"),
    help: "The name that the server's certificate must have, where it is not the address's.")
  var serverName: String?

  @Flag(
    name: .customLong("skip-tls-verification"),
    help: "Believe any certificate; whoever is in between then gets the password.")
  var skipsVerification = false

  var tls: TLSClientOptions {
    TLSClientOptions(
      authorityFile: authorityFile, certificateFile: certificateFile, keyFile: keyFile,
      serverName: serverName, skipsVerification: skipsVerification)
  }

  func patterns() throws(FlagError) -> [TargetPattern] {
    var patterns: [TargetPattern] = []
    // A variable can have several only in one value. An empty part is refused: without any pattern
    // every server is allowed.
    for text in targets.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
      do throws(TargetPatternError) {
        let pattern = String(text.drop { $0 == " " })
        patterns.append(try TargetPattern(pattern, defaultPort: RedisAddress.defaultPort))
      } catch {
        throw FlagError(flag: "scrape.targets", reason: "\(error)")
      }
    }
    return patterns
  }

  func timeoutDuration() throws(FlagError) -> Duration {
    do {
      let duration = try Duration(flag: timeout)
      if duration > .zero { return duration }
    } catch {}
    throw FlagError(
      flag: "connection-timeout", reason: "'\(timeout)' is not a duration such as 5s or 500ms")
  }

  /// The server that is scraped, or `nil` when there is none.
  func scrapedAddress(_ passwords: PasswordFile) throws(FlagError) -> RedisAddress? {
    guard !address.isEmpty else { return nil }
    var found: RedisAddress
    do throws(RedisAddressError) {
      found = try RedisAddress(address)
    } catch {
      throw FlagError(flag: "redis.addr", reason: "\(error)")
    }
    if let user { found.user = user }
    if let password { found.password = Secret(password) }
    if found.password == nil { found.password = passwords.password(for: found) }
    return found
  }
}
