import Shared
import TLS

/// A request to `/scrape` that may be answered: the server to ask, as whom, and which of its keys.
struct ScrapeTarget: Sendable {
  let address: RedisAddress
  let keys: KeySettings
  let serverName: String?
  let key: ServerCache<any ScrapeSource>.Key
  private let passwords: PasswordFile
  private let allowed: [TargetPattern]

  /// - Parameters:
  ///   - defaults: What the flags say of keys; requests may name others, but not have them shown.
  ///   - generation: Of the password file: with another one it is another login.
  init(
    _ request: HTTPRequest, _ passwords: PasswordFile, generation: UInt64,
    allowed: [TargetPattern], keys defaults: KeySettings
  ) throws(TargetRefusal) {
    let target = try Self.parameter(["target"], of: request)
    guard let target, !target.isEmpty else {
      throw .badRequest("'target' parameter must be specified: /scrape?target=redis://host:6379")
    }
    var address: RedisAddress
    do throws(RedisAddressError) {
      address = try RedisAddress(target)
    } catch {
      throw .badRequest("target: \(error)")
    }
    guard Self.isAllowed(address, by: allowed) else {
      throw .forbidden(
        "\(address.label) is none of the servers that --scrape.targets allows to scrape")
    }
    guard address.endpoint != nil else {
      // A file of this machine, named by who knows whom.
      throw .forbidden("a local socket can be scraped with --redis.addr only")
    }
    // One in a URL stands in logs; only the file's goes out, and only to whom it names.
    address.password = passwords.password(for: address)
    self.address = address
    self.passwords = passwords
    self.allowed = allowed
    serverName = try Self.parameter(["tls-server-name", "tls_server_name"], of: request)
    if serverName != nil, address.password != nil {
      // Whoever is in between, with any certificate, could have the password sent to him.
      throw .badRequest(
        "tls-server-name: not for a server whose password is in --redis.password-file; "
          + "use --tls-server-name")
    }
    (keys, key) = try Self.keys(
      of: request, defaults, address, serverName, generation: generation)
  }

  private static func isAllowed(_ address: RedisAddress, by allowed: [TargetPattern]) -> Bool {
    if allowed.isEmpty { return true }
    return address.endpoint.map { allowed.firstRefused(of: [$0]) == nil } ?? false
  }

  /// A node that this server says has a key: it may be asked where a request could name it, and gets
  /// the password that the file has for it and not this server's, who could send us anywhere.
  ///
  /// A server without a password leads to no one who gets one, as one with a password leads only to
  /// those that the file names, too.
  func node(at place: RedisAddress.Place) throws(RedisError) -> RedisAddress {
    var node = address
    node.place = place
    guard Self.isAllowed(node, by: allowed) else {
      throw RedisError(
        .other, "\(node.label), to which a key leads, is none that --scrape.targets allows")
    }
    guard address.password != nil else { return node }
    node.password = passwords.password(for: node)
    guard node.password != nil else {
      throw RedisError(
        .other, "\(node.label), to which a key leads, is not in --redis.password-file")
    }
    return node
  }

  /// Each pattern is a scan through all keys, and memory here.
  private static let mostScans = 16
  private static let mostKeys = 200

  private static func keys(
    of request: HTTPRequest, _ defaults: KeySettings, _ address: RedisAddress,
    _ serverName: String?, generation: UInt64
  ) throws(TargetRefusal) -> (KeySettings, ServerCache<any ScrapeSource>.Key) {
    var keys = defaults
    // The contents of keys are shown only of those that the flags name.
    var names: [String] = []
    var (count, scans) = (0, 0)
    func list(_ name: String) throws(TargetRefusal) -> KeyPatterns? {
      guard let text = try parameter([name], of: request) else { return nil }
      do throws(FlagError) {
        let patterns = try KeyPatterns(parsing: text, flag: name)
        names.append("\(name)=\(text)")
        count += patterns.all.count
        scans += patterns.all.count { $0.isPattern }
        keys.exportsKeyValues = false
        return patterns
      } catch {
        throw .badRequest(String("\(error)".dropFirst(2)))
      }
    }
    if let found = try list("check-keys") { keys.keys = found }
    if let found = try list("check-single-keys") { keys.singleKeys = found }
    if let found = try list("count-keys") { keys.counts = found }
    if let found = try list("check-streams") { keys.streams = found }
    if let found = try list("check-single-streams") { keys.singleStreams = found }
    guard count <= mostKeys, scans <= mostScans else {
      throw .badRequest(
        "a request may name \(mostKeys) keys, and \(mostScans) patterns of keys")
    }
    let login = "\(address.label) \(address.user ?? "") \(address.database) \(serverName ?? "")"
    return (
      keys,
      .init(
        target: ([login, "\(generation)"] + names).joined(separator: "\0"), module: "",
        endpoint: address.endpoint.map { "\($0)" } ?? "")
    )
  }

  /// Two values could mean one server to who checks and another to who asks.
  private static func parameter(
    _ names: [String], of request: HTTPRequest
  ) throws(TargetRefusal) -> String? {
    let values = names.flatMap { request.queryValues($0) }
    guard values.count < 2 else { throw .badRequest("\(names[0]) is given \(values.count) times") }
    return values.first
  }
}
