import Foundation
import TestSupport
import Testing

@testable import WebConfiguration

/// Passwords, limits and fields of answers, as curl meets them.
@Suite(Requirement(programs: ["curl", "openssl"]).trait) struct AccessTests {
  @Test func everyPathWantsAPassword() throws {
    let server = try GuardedServer("basic_auth_users: {prom: \(Hashes.cheap)}\n")
    for path in ["", "metrics", "-/healthy", "nowhere"] {
      let url = "http://127.0.0.1:\(server.port)/\(path)"
      let answer = try Curl([url])
      #expect(answer.status == 401)
      #expect(answer.output.contains("WWW-Authenticate: Basic realm="))
      #expect(try Curl([url, "--user", "prom:secret"]).status == 200)
      for wrong in ["prom:wrong", "nobody:secret", ":", "prom:"] {
        #expect(try Curl([url, "--user", wrong]).status == 401, "\(wrong)")
      }
      #expect(try Curl([url, "--oauth2-bearer", "secret"]).status == 401)
    }
  }

  @Test func aFloodOfWrongPasswordsKeepsNobodyOutWhoHasTheRightOne() throws {
    let server = try GuardedServer("basic_auth_users: {prom: \(Hashes.dearer)}\n")
    let right = ["http://127.0.0.1:\(server.port)/", "--user", "prom:secret"]
    #expect(try Curl(right).status == 200)
    let flood = try Program(
      "curl",
      [
        "--silent", "--parallel", "--parallel-max", "100", "--output", "/dev/null", "--write-out",
        "%{http_code}\n", "http://prom:guess[1-3000]@127.0.0.1:\(server.port)/",
      ])
    #expect(flood.wait { $0.output.contains("503") })
    var answered = 0
    while flood.isRunning, answered < 20 {
      let answer = try Curl(right)
      #expect(answer.status == 200, "\(answer.output)")
      answered += 1
    }
    #expect(answered >= 3)
    #expect(flood.output.contains("401"))
  }

  @Test func fieldsAreInEveryAnswer() throws {
    let server = try GuardedServer(
      """
      basic_auth_users: {prom: \(Hashes.cheap)}
      http_server_config:
        headers:
          X-Frame-Options: deny
          Strict-Transport-Security: max-age=3
      """)
    for arguments in [[], ["--user", "prom:secret"], ["--header", "Expect: nothing"]] {
      let answer = try Curl(["http://127.0.0.1:\(server.port)/"] + arguments)
      #expect(answer.output.contains("X-Frame-Options: deny\r\n"), "\(answer.output)")
      #expect(answer.output.contains("Strict-Transport-Security: max-age=3\r\n"))
    }
  }

  @Test func requestsBeyondTheRateAreToldSo() throws {
    let server = try GuardedServer("rate_limit: {interval: 1h, burst: 2}\n")
    #expect(try server.getPlain().status == 200)
    #expect(try server.getPlain().status == 200)
    let answer = try server.getPlain()
    #expect(answer.status == 429)
    #expect(answer.output.contains("Retry-After: "))
  }

  @Test func whatWasAskedForAndIsNotSpokenIsSaid() throws {
    let server = try GuardedServer("http_server_config: {http2: true}\n")
    #expect(server.log.lines.contains { $0.contains("http2") && $0.contains("HTTP/1.1") })
    #expect(try server.getPlain().status == 200)
  }
}
