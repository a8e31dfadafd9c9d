import Testing

@testable import Shared

@Suite struct HTTPRouterTests {
  private static let routes: [HTTPRoute] = [
    .get("/") { _ in .text("landing") },
    .get("/metrics") { _ in .text("metrics") },
    .post("/-/reload") { _ in .text("reloaded") },
    .get("/-/reload") { _ in .text("send POST") },
  ]

  @Test(arguments: [
    ("GET", "/", 200, "landing"), ("GET", "/metrics?x=y", 200, "metrics"),
    ("HEAD", "/metrics", 200, "metrics"), ("POST", "/-/reload", 200, "reloaded"),
    ("GET", "/-/reload", 200, "send POST"),
    ("GET", "/metrics/", 404, "There is nothing at this path; / lists what there is.\n"),
    ("OPTIONS", "*", 404, "There is nothing at this path; / lists what there is.\n"),
    ("DELETE", "/metrics", 405, "This path answers GET, HEAD.\n"),
  ])
  func findsTheHandler(method: String, target: String, status: Int, text: String) throws {
    let answer = HTTPRouter(Self.routes).answer(try HTTPRequest(method: method, target))
    #expect(answer.status.code == status)
    #expect(String(decoding: answer.body, as: UTF8.self) == text)
  }

  @Test func anAnswerMayComeLater() throws {
    let kept = Monitor<HTTPReply?>(nil)
    let router = HTTPRouter([.later("/slow") { _, reply in kept.update { $0 = reply } }])
    let answers = Monitor<[String]>([])
    let request = try HTTPRequest("/slow")
    router.answer(
      request,
      HTTPReply { response in
        answers.update { $0.append(String(decoding: response.body, as: UTF8.self)) }
      })
    #expect(answers.read { $0 } == [])
    kept.read { $0 }?(.text("at last"))
    kept.read { $0 }?(.text("again"))
    kept.update { $0 = nil }
    #expect(answers.read { $0 } == ["at last"])
  }

  @Test func anAnswerThatNobodyGivesIsAnError() throws {
    let router = HTTPRouter([.later("/lost") { _, _ in }])
    #expect(router.answer(try HTTPRequest("/lost")).status.code == 500)
  }

  @Test func namesWhatAPathAllows() throws {
    let router = HTTPRouter(Self.routes)
    let answer = router.answer(try HTTPRequest(method: "DELETE", "/-/reload"))
    #expect(answer.headers.map(\.0) == ["Allow"])
    #expect(answer.headers.map(\.1) == ["POST, PUT, GET, HEAD"])
  }

  @Test(arguments: [
    ("/vigie/metrics", 200), ("/vigie/", 200), ("/vigie", 200), ("/metrics", 404), ("/", 302),
  ])
  func putsAPrefixBeforeEveryPath(target: String, status: Int) throws {
    for prefix in ["vigie", "/vigie", "/vigie/"] {
      let router = HTTPRouter(Self.routes, prefix: prefix)
      #expect(router.answer(try HTTPRequest(target)).status.code == status)
    }
    #expect(HTTPRouter.normalized(prefix: "/") == "")
  }
}

extension HTTPRouter {
  /// The answer of a handler that gives it at once.
  fileprivate func answer(_ request: HTTPRequest) -> HTTPResponse {
    let answer = Monitor<HTTPResponse?>(nil)
    self.answer(request, HTTPReply { response in answer.update { $0 = response } })
    return answer.read { $0 } ?? .text(.serviceUnavailable, "not answered at once")
  }
}
