import Shared
import Synchronization
import TestSupport
import Testing
import YAML

@testable import AppProbe

/// Steps against answers that a test makes up.
@Suite struct JourneyRunTests {
  /// A site that answers as it is told, and remembers what it was asked.
  private final class Site: Sendable {
    let asked = Mutex<[HTTPExchange]>([])
    private let answer: @Sendable (_ request: HTTPExchange, _ count: Int) -> HTTPAnswer

    init(_ answer: @escaping @Sendable (HTTPExchange, Int) -> HTTPAnswer) { self.answer = answer }

    convenience init(_ bodies: String...) {
      self.init { Site.page(bodies[min($1, bodies.count - 1)]) }
    }

    func perform(_ exchange: HTTPExchange) -> HTTPAnswer {
      let count = asked.withLock { asked in
        asked.append(exchange)
        return asked.count - 1
      }
      return answer(exchange, count)
    }

    static func page(_ body: String, status: Int = 200) -> HTTPAnswer {
      var answer = HTTPAnswer()
      answer.status = status
      answer.body = Array(body.utf8)
      return answer
    }

    /// What was asked, as `METHOD URL body`.
    var lines: [String] {
      asked.withLock { asked in
        asked.map { "\($0.method) \($0.url) \(String(decoding: $0.body, as: UTF8.self))" }
      }
    }
  }

  private struct Walk: Prober {
    static let kind = "journey"
    let prober: JourneyProber
    let site: Site
    var watch: @Sendable (HTTPExchange, Probe) -> Void = { _, _ in }

    func run(_ probe: Probe) async throws(ProbeFailure) {
      try await prober.run(probe) { [site, watch] exchange, probe in
        watch(exchange, probe)
        return site.perform(exchange)
      }
    }
  }

  private func walk(
    _ site: Site, _ text: String, target: String = "http://shop.example",
    hostname: String? = nil, within limit: Duration = .seconds(20)
  ) throws -> ProbeResult {
    let prober = try JourneyProber(YAMLDocument(text, name: "probe.yml").root)
    return try ProbeOnLoop().probe(
      target, Walk(prober: prober, site: site), hostname: hostname, within: limit)
  }

  @Test func stepsUseWhatEarlierOnesFound() throws {
    let site = Site("<input name=token value='t&1'>", "welcome")
    let result = try walk(
      site,
      """
      variables: {user: probe}
      secrets: {password: s3cret}
      steps:
        - {name: form, url: /login, capture: {token: "name=token value='([^']*)'"}}
        - name: login
          url: /login?from=${user}
          headers: {X-Token: "${token}"}
          form: {user: "${user}", password: "${password}", token: "${token}"}
          body_matches: welcome
      """)
    #expect(result.report.failure == nil)
    #expect(
      site.lines == [
        "GET http://shop.example/login ",
        "POST http://shop.example/login?from=probe user=probe&password=s3cret&token=t%261",
      ])
    let headers = site.asked.withLock { $0[1].headers }
    #expect(headers.map(\.name) == ["X-Token", "Content-Type"])
    #expect(
      headers.map(\.value.revealed) == ["t&1", "application/x-www-form-urlencoded"])
  }

  @Test func cookiesAreKeptOverTheSteps() throws {
    let site = Site { exchange, count in
      var answer = Site.page("")
      answer.cookies.lines = exchange.cookies.lines + ["\(count)"]
      return answer
    }
    _ = try walk(
      site,
      """
      cookies: {voter_id: probe}
      steps: [{name: a, url: /}, {name: b, url: /}, {name: c, url: /}]
      """, target: "https://u:p@[::1]:8443/shop/")
    let cookies = site.asked.withLock { $0.map(\.cookies.lines) }
    let own = "::1\tFALSE\t/\tFALSE\t0\tvoter_id\tprobe"
    #expect(cookies == [[own], [own, "0"], [own, "0", "1"]])
  }

  private struct Place: Sendable, CustomTestStringConvertible {
    let target: String
    let url: String
    /// `nil` where it is refused.
    let asked: String?
    var testDescription: String { "\(url) at \(target)" }
  }

  private static let places = [
    Place(target: "http://a", url: "/", asked: "http://a/"),
    Place(target: "a:81", url: "/x?y=1", asked: "http://a:81/x?y=1"),
    Place(target: "https://a/shop/", url: "/cart", asked: "https://a/shop/cart"),
    Place(target: "a", url: "https://b/c", asked: "https://b/c"),
    Place(target: "a", url: "b", asked: nil),
    Place(target: "a", url: "ftp://b/", asked: nil),
    Place(target: "a", url: "/x y", asked: nil),
    Place(target: "http://a/?x", url: "/", asked: nil),
    Place(target: "ftp://a", url: "/", asked: nil),
  ]

  @Test(arguments: places)
  private func pathsContinueTheTarget(_ place: Place) throws {
    let site = Site("")
    let result = try walk(
      site, "steps: [{name: a, url: '\(place.url)'}]", target: place.target)
    #expect(site.lines == (place.asked.map { ["GET \($0) "] } ?? []))
    #expect(result.report.failure?.reason == (place.asked == nil ? .configuration : nil))
  }

  @Test func aHostNameIsForTheTargetOnly() throws {
    let site = Site("")
    _ = try walk(
      site, "steps: [{name: a, url: /}, {name: b, url: 'http://other.example/'}]",
      hostname: "shop.test")
    let hosts = site.asked.withLock { asked in
      asked.map { $0.headers.first { $0.name == "Host" }?.value.revealed }
    }
    #expect(hosts == ["shop.test", nil])
  }

  private struct Trust: Sendable, CustomTestStringConvertible {
    let url: String
    let isTrusted: Bool
    var testDescription: String { url }
  }

  private static let trusts = [
    Trust(url: "http://other.example/", isTrusted: true),
    Trust(url: "${configured}/x", isTrusted: true),
    Trust(url: "${configured}/${captured}", isTrusted: true),
    Trust(url: "${captured}", isTrusted: false),
    Trust(url: "${configured}${captured}", isTrusted: false),
    Trust(url: "http://${captured}/", isTrusted: false),
  ]

  @Test(arguments: trusts)
  private func onlyUrlsOfTheConfigurationAreAskedWhateverIsAllowed(_ trust: Trust) throws {
    let site = Site(trust.url.hasPrefix("${captured}") ? "http://evil.example/" : "evil.example")
    let forbidden = Mutex<[Bool]>([])
    let walk = Walk(
      prober: try JourneyProber(
        YAMLDocument(
          """
          variables: {configured: "http://other.example"}
          steps:
            - {name: a, url: /, capture: {captured: '.*'}}
            - {name: b, url: "\(trust.url)"}
          """, name: "probe.yml"
        ).root), site: site
    ) { exchange, probe in
      let host = try? HTTPURL(exchange.url).host
      let isForbidden = (try? probe.tools.rules.check(host: host ?? "", port: 80)) == nil
      forbidden.withLock { $0.append(isForbidden) }
    }
    let probes = try ProbeOnLoop(rules: TargetRules(allowed: [AllowedTarget("shop.example")]))
    _ = try probes.probe("http://shop.example", walk)
    #expect(forbidden.withLock { $0 } == [false, !trust.isTrusted])
  }

  private struct Failing: Sendable, CustomTestStringConvertible {
    let step: String
    var body = "a page"
    var status = 200
    let failure: ProbeFailure
    var testDescription: String { failure.description }
  }

  private static let failing = [
    Failing(
      step: "{name: a, url: /x}", status: 404,
      failure: ProbeFailure(.status, "step 'a': GET /x was answered with status 404")),
    Failing(
      step: "{name: a, url: /x, status: [302]}",
      failure: ProbeFailure(.status, "step 'a': GET /x was answered with status 200")),
    Failing(
      step: "{name: a, url: /, body_matches: [page, P]}",
      failure: ProbeFailure(.body, "step 'a': the body does not match 'P'")),
    Failing(
      step: "{name: a, url: /, body_matches_not: pa?ge}",
      failure: ProbeFailure(.body, "step 'a': the body matches 'pa?ge'")),
    Failing(
      step: "{name: a, url: /, capture: {x: '\\d+'}}",
      failure: ProbeFailure(.body, "step 'a': nothing was found for 'x'")),
    Failing(
      step: "{name: a, url: /, numbers: {x: 'p\\w+'}}",
      failure: ProbeFailure(.body, "step 'a': what was found for 'x' is not a whole number")),
    Failing(
      step: "{name: a, url: /, numbers: {x: 'p.*'}}", body: "p" + String(repeating: "1", count: 40),
      failure: ProbeFailure(.body, "step 'a': what was found for 'x' is longer than 20 bytes")),
  ]

  @Test(arguments: failing)
  private func whatIsWrongIsSaid(_ example: Failing) throws {
    let site = Site { [example] _, _ in Site.page(example.body, status: example.status) }
    let result = try walk(site, "steps: [\(example.step), {name: b, url: /}]")
    #expect(result.report.failure == example.failure)
    #expect(result.report.value(.journeyStepSuccess, [("step", "a")]) == 0)
    #expect(result.report.value(.journeyStepDuration, [("step", "a")]) != nil)
    #expect(result.report.value(.journeyStepSuccess, [("step", "b")]) == nil)
  }

  @Test func aStepIsRepeatedUntilItSucceeds() throws {
    let site = Site("wait", "wait", "ready")
    let result = try walk(
      site, "steps: [{name: a, url: /, body_matches: ready, every: 10ms}]")
    #expect(result.report.failure == nil)
    #expect(site.lines.count == 3)
  }

  @Test func aRepeatedStepEndsWithWhatWasWrongUntilThen() throws {
    let site = Site { _, count in
      count < 3
        ? Site.page("wait") : HTTPAnswer(failure: ProbeFailure(.timeout, "it took too long"))
    }
    let result = try walk(
      site, "steps: [{name: a, url: /, body_matches: ready, every: 10ms, within: 300ms}]")
    #expect(
      result.report.failure == ProbeFailure(.body, "step 'a': the body does not match 'ready'"))
  }

  private static let counting = """
    steps:
      - {name: before, url: /, numbers: {a: 'a=(\\d+)', b: 'b=(\\d+)'}}
      - name: after
        url: /
        numbers: {a: 'a=(\\d+)', b: 'b=(\\d+)'}
        moved: {since: before, own: a, accept_others: ACCEPT}
        every: 10ms
        within: 500ms
    """

  private struct Counting: Sendable, CustomTestStringConvertible {
    let pages: [String]
    var acceptsOthers = true
    let change: String?
    var failure: String?
    var testDescription: String { "\(pages), others accepted: \(acceptsOthers)" }
  }

  private static let countings = [
    Counting(pages: ["a=1 b=1", "a=1 b=1", "a=2 b=0"], change: "own"),
    Counting(pages: ["a=1 b=1", "a=1 b=2", "a=2 b=1"], change: "own"),
    Counting(pages: ["a=1 b=1", "a=3 b=1"], change: "mixed"),
    Counting(pages: ["a=1 b=1", "a=1 b=2", "a=1 b=1"], change: "others"),
    Counting(
      pages: ["a=1 b=1", "a=1 b=2"], acceptsOthers: false, change: nil,
      failure:
        "step 'after': the numbers have moved since step 'before', from a 1, b 1 to a 1, b 2, but a has not gained"
    ),
    Counting(
      pages: ["a=1 b=1"], change: nil,
      failure: "step 'after': the numbers have not moved since step 'before': a 1, b 1"),
  ]

  @Test(arguments: countings)
  private func numbersAreFollowedUntilTheyMove(_ example: Counting) throws {
    let site = Site { [example] _, count in
      Site.page(example.pages[min(count, example.pages.count - 1)])
    }
    let result = try walk(
      site,
      Self.counting.replacing("ACCEPT", with: "\(example.acceptsOthers)"))
    #expect(result.report.failure?.description == example.failure)
    #expect(result.report.failure?.reason == (example.failure == nil ? nil : .count))
    let change = result.report.samples.first { $0.metric == .journeyStepChange }
    #expect(change?.labels[1].value == example.change)
  }

  @Test func whatPollingBringsIsListenedTo() throws {
    let site = Site { exchange, count in
      switch count {
      case 0: Site.page(#"0{"sid":"s-1"}"#)
      case 2: Site.page("40{}")
      case 3: Site.page("2")
      case 5: Site.page("42[\"other\",\"9\"]\u{1E}42[\"ready\",\"no\"]")
      case 6: Site.page("42[\"ready\",\"7\"]")
      default: Site.page("ok")
      }
    }
    let result = try walk(
      site,
      """
      steps:
        - {name: a, socket_io: {url: /live, event: ready}, capture: {x: '\\d+'}}
        - {name: b, url: "/${x}"}
      """)
    #expect(result.report.failure == nil)
    let socket = "http://shop.example/live/socket.io/?EIO=4&transport=polling"
    #expect(
      site.lines == [
        "GET \(socket) ", "POST \(socket)&sid=s-1 40", "GET \(socket)&sid=s-1 ",
        "GET \(socket)&sid=s-1 ", "POST \(socket)&sid=s-1 3", "GET \(socket)&sid=s-1 ",
        "GET \(socket)&sid=s-1 ", "POST \(socket)&sid=s-1 1", "GET http://shop.example/7 ",
      ])
  }

  @Test(
    arguments: [
      ("<html>", "the answer does not begin a session of socket.io (Engine.IO 4)"),
      (#"0{"sid":"a&b"}"#, "the answer does not begin a session of socket.io (Engine.IO 4)"),
    ])
  func whatIsNoSessionIsSaid(_ body: String, _ failure: String) throws {
    let result = try walk(
      Site(body), "steps: [{name: a, socket_io: {url: /, event: x}}]")
    #expect(result.report.failure == ProbeFailure(.protocol, "step 'a': \(failure)"))
  }

  @Test func aSecretInAFileIsReadForEachRun() throws {
    let folder = try TemporaryFolder(["password": "first\n"])
    let site = Site("")
    let text = """
      secrets: {password: {file: \(folder.path)/password}}
      steps: [{name: a, url: /, form: {p: "${password}"}}]
      """
    #expect(try walk(site, text).report.failure == nil)
    try folder.write("second\n", to: "password")
    #expect(try walk(site, text).report.failure == nil)
    #expect(
      site.lines == ["POST http://shop.example/ p=first", "POST http://shop.example/ p=second"])
    try folder.remove("password")
    #expect(try walk(site, text).report.failure?.reason == .configuration)
  }

  @Test func secretsAreInNoTextThatIsShown() throws {
    let site = Site { _, _ in Site.page("", status: 403) }
    let result = try walk(
      site,
      """
      secrets: {password: s3cret}
      cookies: {session: s3cret}
      steps:
        - {name: a, url: /, headers: {X-Key: "${password}"}, form: {p: "${password}"}}
      """)
    let shown = result.log.lines.flatMap { $0.details.map(\.value) }.joined()
    #expect(!"\(shown) \(String(describing: result.report.failure))".contains("s3cret"))
  }
}
