import Shared

/// A request to `/probe` that may be answered: the server to ask, and as whom.
struct ProbeTarget {
  let source: DataSource
  let key: ServerCache<any ScrapeSource>.Key

  /// - Parameter allowed: What `--probe.targets` allows; everything when it is empty.
  init(
    _ request: HTTPRequest, _ configuration: ProbeConfiguration, allowed: [TargetPattern],
    libpqVersion: Int = .max
  ) throws(TargetRefusal) {
    let target = try Self.parameter("target", of: request)
    guard let target, !target.isEmpty else {
      throw .badRequest(
        "target is missing: ask for /probe?target=db1.example.com:5432&auth_module=NAME")
    }
    var module: AuthModule?
    if let name = try Self.parameter("auth_module", of: request), !name.isEmpty {
      guard let known = configuration.modules[ExactName(name)] else {
        throw .badRequest("there is no auth_module of that name in \(configuration.file)")
      }
      module = known
    }
    do throws(DataSourceError) {
      source = try DataSource(
        target: target, user: module?.user, password: module?.password,
        options: module?.options ?? [], libpqVersion: libpqVersion)
    } catch {
      throw .badRequest("\(error)")
    }
    key = .init(
      target: Self.name(of: source),
      module: module.map { "\(configuration.generation) \($0.name)" } ?? "",
      endpoint: source.server.lowercased())

    if !allowed.isEmpty, let refused = allowed.firstRefused(of: source.endpoints) {
      throw .forbidden("\(refused) is none of the servers that --probe.targets allows to probe")
    }
    guard let module else { return }
    guard !module.targets.isEmpty else {
      throw .forbidden(
        "auth_module \(module.name) of \(configuration.file) gives its credentials to no server; "
          + ProbeConfiguration.remedy)
    }
    if let refused = module.targets.firstRefused(of: source.endpoints) {
      throw .forbidden(
        "\(refused) is not in the targets of auth_module \(module.name) of \(configuration.file): "
          + "it must be listed there to get the module's credentials")
    }
  }

  /// The same for all spellings of a target, or each would have a connection of its own.
  private static func name(of source: DataSource) -> String {
    let parameters = source.parameters.map { "\($0.keyword)=\($0.value.revealed)" }.sorted()
    return "\(parameters.joined(separator: "\0"))\0\(source.connectLimit ?? .zero)"
  }

  /// Two values could mean one server to who checks and another to who asks.
  private static func parameter(
    _ name: String, of request: HTTPRequest
  ) throws(TargetRefusal) -> String? {
    let values = request.queryValues(name)
    guard values.count < 2 else { throw .badRequest("\(name) is given \(values.count) times") }
    return values.first
  }
}
