import Shared
import Testing

@testable import AppProbe

@Suite struct JourneyConfigurationTests {
  private func journey(_ text: String) throws -> Journey {
    try journeyProber(text).journey
  }

  @Test func theShippedJourneysAreRead() throws {
    let shipped = try ShippedJourney(result: "http://result.example")
    let pages = try shipped.prober("voting_pages").journey
    #expect(pages.steps.map(\.name) == ["vote_page", "result_page", "scores"])
    #expect(pages.alternation == nil)
    let voting = try shipped.prober("voting_journey").journey
    #expect(
      voting.steps.map(\.name)
        == ["vote_page", "result_page", "scores_before", "vote", "counted"])
    #expect(voting.alternation?.values == ["a", "b"])
    #expect(voting.castingStep == 3)
    #expect(voting.steps[4].movement?.since == "scores_before")
  }

  @Test func aStepHasDefaults() throws {
    let journey = try journey(
      """
      steps:
        - {name: get, url: /}
        - {name: post, url: /, form: {q: x}}
        - {name: put, url: /, body: "{}", method: PUT}
        - {name: before, url: /, numbers: {n: '\\d+'}}
        - {name: after, url: /, numbers: {n: '\\d+'}, moved: {since: before, own: n}}
      """)
    let methods = journey.steps.map { step in
      if case .request(let request) = step.action { request.method } else { "" }
    }
    #expect(methods == ["GET", "POST", "PUT", "GET", "GET"])
    #expect(journey.steps.map(\.pause) == [nil, nil, nil, nil, .milliseconds(500)])
    #expect(journey.steps.allSatisfy { $0.limit == nil })
    #expect(journey.steps[4].movement?.acceptsOthers == true)
  }

  @Test func requestsAreMadeAsTheHTTPProberMakesThem() throws {
    let client = try journeyProber(
      """
      http:
        basic_auth: {username: probe, password_file: secrets/password}
        proxy_url: http://127.0.0.1:3128
        tls_config: {ca_file: ca.crt}
        preferred_ip_protocol: ip4
      steps: [{name: a, url: /}]
      """, file: "/etc/app-probe/probe.yml"
    ).journey.client
    #expect(client.basicAuth?.password == .file("/etc/app-probe/secrets/password"))
    #expect(client.proxy.url?.revealed == "http://127.0.0.1:3128")
    #expect(client.tls.authorityFile == "/etc/app-probe/ca.crt")
    #expect(client.ip.preferred == .ip4)
  }

  @Test func filesOfSecretsAreLookedForBesideTheConfiguration() throws {
    let secrets = try journeyProber(
      """
      secrets: {own: {file: shop-password}, other: {file: /run/token}}
      steps: [{name: a, url: /}]
      """, file: "/etc/app-probe/probe.yml"
    ).journey.secrets
    #expect(
      secrets == ["own": .file("/etc/app-probe/shop-password"), "other": .file("/run/token")])
  }

  private struct Mistake: Sendable, CustomTestStringConvertible {
    let text: String
    let error: String
    var testDescription: String { error }
  }

  private static let mistakes = [
    Mistake(text: "steps: []", error: "probe.yml:1: steps: a journey has 1 to 50 steps"),
    Mistake(text: "variables: {a: b}", error: "probe.yml:1: 'steps' is missing"),
    Mistake(
      text: "steps: [{name: a b, url: /}]",
      error:
        "probe.yml:1: steps[0].name: a step's name is made of letters, digits and '_', 60 at most"),
    Mistake(
      text: "steps: [{name: a, url: /}, {name: a, url: /}]",
      error: "probe.yml:1: steps[1].name: another step is named 'a'"),
    Mistake(text: "steps: [{name: a}]", error: "probe.yml:1: steps[0]: 'url' is missing"),
    Mistake(
      text: "steps: [{name: a, url: '/${x}'}]",
      error: "probe.yml:1: steps[0].url: '${x}' is no variable, and no earlier step captures it"),
    Mistake(
      text: "steps: [{name: a, url: '/${x', capture: {x: y}}]",
      error: "probe.yml:1: steps[0].url: a '${' is not closed; one that means itself is '$${'"),
    Mistake(
      text: "secrets: {x: hunter2}\nsteps: [{name: a, url: '/${x}'}]",
      error:
        "probe.yml:2: steps[0].url: the secret 'x' may only stand in a header, a form or a body"),
    Mistake(
      text: "variables: {x: 1}\nsecrets: {x: 2}\nsteps: [{name: a, url: /}]",
      error: "probe.yml:2: secrets.x: there is another variable 'x'"),
    Mistake(
      text: "alternate: {x: [a]}\nsteps: [{name: a, url: '/${x}'}]",
      error: "probe.yml:1: alternate.x: two values at least, each of them another"),
    Mistake(
      text: "alternate: {x: [a, b], y: [a, b]}\nsteps: [{name: a, url: '/${x}'}]",
      error:
        "probe.yml:1: alternate: one variable alternates, with a list of its values: 'choice: [a, b]'"
    ),
    Mistake(
      text: "alternate: {x: [a, b]}\nsteps: [{name: a, url: /}]",
      error: "probe.yml:1: alternate: no step's request has '${x}'"),
    Mistake(
      text: "cookies: {x: a b}\nsteps: [{name: a, url: /}]",
      error:
        "probe.yml:1: cookies.x: a cookie has no blanks, commas, semicolons or control characters in it"
    ),
    Mistake(
      text: "steps: [{name: a, url: /, capture: {x: '(a)(b)'}}]",
      error:
        "probe.yml:1: steps[0].capture.x: one group says what is wanted: write others as '(?:…)'"),
    Mistake(
      text: "steps: [{name: a, url: /, form: {x: y}, body: z}]",
      error: "probe.yml:1: steps[0].body: there is 'form' too, and a request has one body"),
    Mistake(
      text: "steps: [{name: a, url: /, form: {x: y}, method: GET}]",
      error: "probe.yml:1: steps[0].method: GET sends no form and no body"),
    Mistake(
      text: "steps: [{name: a, url: /, status: [99]}]",
      error: "probe.yml:1: steps[0].status[0]: 99 is less than 100"),
    Mistake(
      text: "steps: [{name: a, socket_io: {url: /, event: x}, method: POST}]",
      error:
        "probe.yml:1: steps[0].socket_io: a step with 'socket_io' makes no other request: leave 'method' out"
    ),
    Mistake(
      text: "steps: [{name: a, url: /, moved: {since: b, own: x}}]",
      error: "probe.yml:1: steps[0].moved: the step reads no 'numbers'"),
    Mistake(
      text: "steps: [{name: a, url: /, numbers: {x: 1}, moved: {since: b, own: x}}]",
      error: "probe.yml:1: steps[0].moved.since: no earlier step is named 'b'"),
    Mistake(
      text: """
        steps:
          - {name: a, url: /, numbers: {y: 1}}
          - {name: b, url: /, numbers: {x: 1}, moved: {since: a, own: x}}
        """,
      error:
        "probe.yml:3: steps[1].moved.since: step 'a' does not read the same numbers in the same order"
    ),
    Mistake(
      text: """
        alternate: {choice: [a, c]}
        steps:
          - {name: before, url: /, numbers: {a: 1, b: 2}}
          - {name: vote, url: '/${choice}'}
          - {name: after, url: /, numbers: {a: 1, b: 2}, moved: {since: before, own: '${choice}'}}
        """,
      error: "probe.yml:5: steps[2]: 'own' can be 'c', which is none of the numbers a, b"),
    Mistake(
      text: "steps: [{name: a, url: /, within: 0}]",
      error: "probe.yml:1: steps[0].within: a duration is longer than 0"),
    Mistake(
      text: "steps: [{name: a, url: /, body_match: x}]",
      error: "probe.yml:1: steps[0]: unknown key 'body_match'; did you mean 'body_matches'?"),
    Mistake(
      text: "http: {proxy_uri: 'http://p'}\nsteps: [{name: a, url: /}]",
      error: "probe.yml:1: http: unknown key 'proxy_uri'; did you mean 'proxy_url'?"),
  ]

  @Test(arguments: mistakes)
  private func mistakesAreNamed(_ mistake: Mistake) {
    #expect {
      try journey(mistake.text)
    } throws: { error in
      #expect("\(error)" == mistake.error)
      return true
    }
  }
}
