import Shared
import Synchronization
import TestSupport
import Testing

@testable import AppProbe

/// Steps against answers that a test makes up.
@Suite struct JourneyRunTests {
  @Test func stepsUseWhatEarlierOnesFound() throws {
    let site = MadeUpSite("<input name=token value='t&1'>", "welcome")
    let result = try site.walk(
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
    let site = MadeUpSite { exchange, count in
      var answer = MadeUpSite.page("")
      answer.cookies.lines = exchange.cookies.lines + ["\(count)"]
      return answer
    }
    _ = try site.walk(
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
    let site = MadeUpSite("")
    let result = try site.walk("steps: [{name: a, url: '\(place.url)'}]", target: place.target)
    #expect(site.lines == (place.asked.map { ["GET \($0) "] } ?? []))
    #expect(result.report.failure?.reason == (place.asked == nil ? .configuration : nil))
  }

  @Test func aHostNameIsForTheTargetOnly() throws {
    let site = MadeUpSite("")
    _ = try site.walk(
      "steps: [{name: a, url: /}, {name: b, url: 'http://other.example/'}]",
      hostname: "shop.test")
    let hosts = site.asked.withLock { asked in
      asked.map { $0.headers.first { $0.name == "Host" }?.value.revealed }
    }
    #expect(hosts == ["shop.test", nil])
  }

  @Test func credentialsAreForTheTargetOnly() throws {
    let site = MadeUpSite("")
    let prober = try journeyProber(
      """
      http: {basic_auth: {username: probe}, tls_config: {insecure_skip_verify: true}}
      steps: [{name: a, url: /}, {name: b, url: "http://shop.example/x"}, {name: c, url: "http://shop.example.test/"}]
      """)
    _ = try ProbeOnLoop().probe("http://shop.example", MadeUpWalk(prober: prober, site: site))
    let clients = site.asked.withLock { $0.map(\.client) }
    #expect(clients.map { $0.basicAuth != nil } == [true, true, false])
    #expect(clients.allSatisfy { $0.tls.skipsVerification })
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
    let site = MadeUpSite(
      trust.url.hasPrefix("${captured}") ? "http://evil.example/" : "evil.example")
    let forbidden = Mutex<[Bool]>([])
    let walk = MadeUpWalk(
      prober: try journeyProber(
        """
        variables: {configured: "http://other.example"}
        steps:
          - {name: a, url: /, capture: {captured: '.*'}}
          - {name: b, url: "\(trust.url)"}
        """), site: site
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
    let site = MadeUpSite { [example] _, _ in MadeUpSite.page(example.body, status: example.status)
    }
    let result = try site.walk("steps: [\(example.step), {name: b, url: /}]")
    #expect(result.report.failure == example.failure)
    #expect(result.report.value(.journeyStepSuccess, [("step", "a")]) == 0)
    #expect(result.report.value(.journeyStepDuration, [("step", "a")]) != nil)
    #expect(result.report.value(.journeyStepSuccess, [("step", "b")]) == nil)
  }

  @Test func aSecretInAFileIsReadForEachRun() throws {
    let folder = try TemporaryFolder(["password": "first\n"])
    let site = MadeUpSite("")
    let text = """
      secrets: {password: {file: \(folder.path)/password}}
      steps: [{name: a, url: /, form: {p: "${password}"}}]
      """
    #expect(try site.walk(text).report.failure == nil)
    try folder.write("second\n", to: "password")
    #expect(try site.walk(text).report.failure == nil)
    #expect(
      site.lines == ["POST http://shop.example/ p=first", "POST http://shop.example/ p=second"])
    try folder.remove("password")
    #expect(try site.walk(text).report.failure?.reason == .configuration)
  }

  @Test func secretsAreInNoTextThatIsShown() throws {
    let site = MadeUpSite { _, _ in MadeUpSite.page("", status: 403) }
    let result = try site.walk(
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
