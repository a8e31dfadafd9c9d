/// What a path answers: its methods and their handlers.
package struct HTTPRoute: Sendable {
  package let path: String
  /// In the order in which `Allow` names them.
  fileprivate let handlers: [(method: String, handler: HTTPServer.DeferringHandler)]
  /// Whether the answer comes later, so that the request takes no thread meanwhile.
  package let isDeferred: Bool

  private init(
    _ path: String, methods: [String], isDeferred: Bool = false,
    _ handler: @escaping HTTPServer.DeferringHandler
  ) {
    self.path = path
    handlers = methods.map { ($0, handler) }
    self.isDeferred = isDeferred
  }

  private init(_ path: String, methods: [String], _ handler: @escaping HTTPServer.Handler) {
    self.init(path, methods: methods) { request, reply in reply(handler(request)) }
  }

  /// A page. HEAD is answered too, and the server leaves the body out.
  package static func get(_ path: String, _ handler: @escaping HTTPServer.Handler) -> HTTPRoute {
    HTTPRoute(path, methods: ["GET", "HEAD"], handler)
  }

  /// A page that is answered when it is there, by whoever has it. Such requests do not count among
  /// those that ``HTTPServerConfiguration/maxRequests`` limits: their handler must bound them.
  package static func later(
    _ path: String, _ handler: @escaping HTTPServer.DeferringHandler
  ) -> HTTPRoute {
    HTTPRoute(path, methods: ["GET", "HEAD", "POST"], isDeferred: true, handler)
  }

  /// An action, which upstream's programs take by POST or PUT.
  package static func post(_ path: String, _ handler: @escaping HTTPServer.Handler) -> HTTPRoute {
    HTTPRoute(path, methods: ["POST", "PUT"], handler)
  }
}

/// Finds the handler of a request by its path and method.
package struct HTTPRouter: Sendable {
  private var paths: [String: [(method: String, handler: HTTPServer.DeferringHandler)]] = [:]
  private let prefix: String

  /// - Parameters:
  ///   - routes: Several may have the same path, for different methods.
  ///   - prefix: Put before every path (`--web.route-prefix`), with or without slashes at its
  ///     ends. `/` itself then leads there.
  package init(_ routes: [HTTPRoute], prefix: String = "") {
    self.prefix = Self.normalized(prefix: prefix)
    for route in routes {
      paths[self.prefix + route.path, default: []] += route.handlers
      if route.path == "/", !self.prefix.isEmpty {
        paths[self.prefix, default: []] += route.handlers
      }
    }
  }

  /// `/vigie` for `vigie/`; empty for `/`.
  package static func normalized(prefix: String) -> String {
    let parts = prefix.split(separator: "/")
    return parts.isEmpty ? "" : "/" + parts.joined(separator: "/")
  }

  package func answer(_ request: HTTPRequest, _ reply: HTTPReply) {
    guard let handlers = paths[request.path] else {
      if request.path == "/", !prefix.isEmpty { return reply(.redirect(to: prefix + "/")) }
      return reply(
        .text(.notFound, "There is nothing at this path; \(prefix)/ lists what there is.\n"))
    }
    guard let found = handlers.first(where: { $0.method == request.method }) else {
      let allowed = handlers.map(\.method).joined(separator: ", ")
      return reply(
        .text(.methodNotAllowed, "This path answers \(allowed).\n", headers: [("Allow", allowed)]))
    }
    found.handler(request, reply)
  }
}
