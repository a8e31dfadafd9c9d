import Testing

@testable import PgExporter

@Suite struct ConnectionRefusalTests {
  @Test func aRefusalOfTheServerIsItsReasonAndItsState() {
    let (reason, state) = ConnectionRefusal.read(
      """
      connection to server at "127.0.0.1", port 5432 failed: FATAL:  28P01: password authentication failed for user "vigie"
      LOCATION:  auth_failed, auth.c:335

      """)
    #expect(reason == "password authentication failed for user \"vigie\"")
    #expect(state == "28P01")
  }

  @Test func aServerOfAnotherLanguageHasAStateToo() {
    let (reason, state) = ConnectionRefusal.read(
      "connection to server on socket \"/s\" failed: FATAL:  53300: désolé, trop de clients\n")
    #expect(reason == "désolé, trop de clients")
    #expect(state == "53300")
  }

  @Test func whatWasRefusedWithAndWithoutTLSIsSaidOnce() {
    let line = "connection to server at \"h\" (::1), port 1 failed: FATAL:  28000: no entry\n"
    let (reason, state) = ConnectionRefusal.read(line + line)
    #expect(reason == "no entry")
    #expect(state == "28000")
  }

  @Test func wordsOfLibpqHaveNoState() {
    let (reason, state) = ConnectionRefusal.read(
      """
      connection to server at "h" (192.0.2.1), port 1 failed: Connection refused
      \tIs the server running on that host and accepting TCP/IP connections?
      """)
    #expect(
      reason
        == "Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?"
    )
    #expect(state == nil)
  }

  @Test func anEmptyMessageIsSaidToBeOne() {
    #expect(ConnectionRefusal.read("\n").reason == "no reason given")
  }
}
