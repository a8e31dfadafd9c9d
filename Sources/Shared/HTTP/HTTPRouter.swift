/// What a path answers: its methods and their handlers.
package struct HTTPRoute: Sendable {
  package typealias Handler = @Sendable (HTTPRequest) -> HTTPResponse

  package let path: String
  /// In the order in which `Allow` names them.
  fileprivate let handlers: [(method: String, handler: Handler)]

  private init(_ path: String, methods: [String], _ handler: @escaping Handler) {
    self.path = path
    handlers = methods.map { ($0, handler) }
  }

  /// A page. HEAD is answered too, and the server leaves the body out.
  package static func get(_ path: String, _ handler: @escaping Handler) -> HTTPRoute {
    HTTPRoute(path, methods: ["GET", "HEAD"], handler)
  }

  /// An action, which upstream's programs take by POST or PUT.
  package static func post(_ path: String, _ handler: @escaping Handler) -> HTTPRoute {
    HTTPRoute(path, methods: ["POST", "PUT"], handler)
  }
}

/// Finds the handler of a request by its path and method.
package struct HTTPRouter: Sendable {
  private var paths: [String: [(method: String, handler: HTTPRoute.Handler)]] = [:]
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

  package func answer(_ request: HTTPRequest) -> HTTPResponse {
    guard let handlers = paths[request.path] else {
      if request.path == "/", !prefix.isEmpty { return .redirect(to: prefix + "/") }
      return .text(.notFound, "There is nothing at this path; \(prefix)/ lists what there is.\n")
    }
    guard let found = handlers.first(where: { $0.method == request.method }) else {
      let allowed = handlers.map(\.method).joined(separator: ", ")
      return .text(
        .methodNotAllowed, "This path answers \(allowed).\n", headers: [("Allow", allowed)])
    }
    return found.handler(request)
  }
}
