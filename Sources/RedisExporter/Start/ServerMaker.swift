import Logging
import Shared
import Synchronization
import TLS

typealias NodeAddressing = @Sendable (RedisAddress.Place) throws(RedisError) -> RedisAddress

/// Makes what reads a server, from what the flags say of all of them.
struct ServerMaker: Sendable {
  let rules: ServerRules
  /// Made anew for each server, since some remember what theirs has.
  let collectors: @Sendable () -> [any RedisCollector]
  /// What only servers get and are asked that are the exporter's own, or that it has a login for:
  /// files of this machine, scripts, and our certificate are not for whom a request names.
  let trusted: @Sendable () -> [any RedisCollector]
  let tls: TLSClientOptions
  let clientName: String?
  let pings: Bool
  /// Without an underscore at its end.
  let namespace: String
  var log: Logger

  /// - Parameters:
  ///   - isTrusted: Whether it is one that the flags name.
  ///   - serverName: The name that the server's certificate must have, instead of the flags'.
  ///   - node: The address of a node that keys are followed to, with the login that is for it; it
  ///     throws for one that is not to be asked. `nil` where keys are not followed.
  func source(
    for address: RedisAddress, keys: KeySettings, resolver: Resolver, isTrusted: Bool,
    serverName: String? = nil, node: NodeAddressing? = nil
  ) throws(TLSError) -> any ScrapeSource {
    let login = try login(
      to: address, resolver: resolver, isTrusted: isTrusted, serverName: serverName)
    let nodes = node.map { node in
      NodeSessions(of: address.place) { place throws(RedisError) in
        login.redirected(to: try node(place))
      }
    }
    let server = Server(
      login, rules, collectors: collectors() + (isTrusted ? trusted() : []), keys: keys,
      following: nodes, log: log)
    if namespace == "redis" { return server }
    return RenamedSource(
      server, prefix: "redis_", by: namespace.isEmpty ? "" : "\(namespace)_")
  }

  func login(
    to address: RedisAddress, resolver: Resolver, isTrusted: Bool, serverName: String? = nil
  ) throws(TLSError) -> Login {
    var dialer = Dialer(address: address, resolver: resolver)
    if address.usesTLS {
      var options = tls
      if let serverName { options.serverName = serverName }
      if !isTrusted {
        options.certificateFile = nil
        options.keyFile = nil
      }
      dialer.tls = try TLSDialing(options)
    }
    return Login(dialer: dialer, clientName: clientName, pings: pings, figures: ServerFigures())
  }
}

/// The source of an exporter that scrapes no server of its own.
struct NoServer: ScrapeSource {
  var names: [String] { [] }

  func scrape(
    _ selection: CollectorSelection, by deadline: Deadline, into page: inout MetricWriter
  ) throws(SelectionError) -> [CollectorPart] {
    try selection.check([], disabled: [])
    return []
  }
}
