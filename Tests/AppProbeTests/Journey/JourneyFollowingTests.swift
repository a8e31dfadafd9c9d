import Shared
import Testing

@testable import AppProbe

/// Steps that look more than once, and what numbers do meanwhile.
@Suite struct JourneyFollowingTests {
  @Test func aStepIsRepeatedUntilItSucceeds() throws {
    let site = MadeUpSite("wait", "wait", "ready")
    let result = try site.walk("steps: [{name: a, url: /, body_matches: ready, every: 10ms}]")
    #expect(result.report.failure == nil)
    #expect(site.lines.count == 3)
  }

  @Test func aRepeatedStepEndsWithWhatWasWrongUntilThen() throws {
    let site = MadeUpSite { _, count in
      count < 3
        ? MadeUpSite.page("wait") : HTTPAnswer(failure: ProbeFailure(.timeout, "it took too long"))
    }
    let result = try site.walk(
      "steps: [{name: a, url: /, body_matches: ready, every: 10ms, within: 300ms}]")
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
    let site = MadeUpSite { [example] _, count in
      MadeUpSite.page(example.pages[min(count, example.pages.count - 1)])
    }
    let result = try site.walk(
      Self.counting.replacing("ACCEPT", with: "\(example.acceptsOthers)"))
    #expect(result.report.failure?.description == example.failure)
    #expect(result.report.failure?.reason == (example.failure == nil ? nil : .count))
    let change = result.report.samples.first { $0.metric == .journeyStepChange }
    #expect(change?.labels[1].value == example.change)
  }

  @Test func whatPollingBringsIsListenedTo() throws {
    let site = MadeUpSite { exchange, count in
      switch count {
      case 0: MadeUpSite.page(#"0{"sid":"s-1"}"#)
      case 2: MadeUpSite.page("40{}")
      case 3: MadeUpSite.page("2")
      case 5: MadeUpSite.page("42[\"other\",\"9\"]\u{1E}42[\"ready\",\"no\"]")
      case 6: MadeUpSite.page("42[\"ready\",\"7\"]")
      default: MadeUpSite.page("ok")
      }
    }
    let result = try site.walk(
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
    let result = try MadeUpSite(body).walk(
      "steps: [{name: a, socket_io: {url: /, event: x}}]")
    #expect(result.report.failure == ProbeFailure(.protocol, "step 'a': \(failure)"))
  }
}
