import Testing

@testable import AppProbe

/// Texts recorded from python-socketio 5.7, or written after the protocol's description.
@Suite struct SocketIOPacketTests {
  private struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let packets: [SocketIOPacket]
    var testDescription: String { text.isEmpty ? "nothing" : text }
  }

  private static let cases = [
    Case(
      text: #"0{"sid":"u3sqIl3xk_eMcCO9AAAA","upgrades":[],"pingTimeout":20000}"#,
      packets: [.open(session: "u3sqIl3xk_eMcCO9AAAA")]),
    Case(text: #"0{ "upgrades" : [], "sid" : "x" }"#, packets: [.open(session: "x")]),
    Case(text: #"0{"upgrades":[]}"#, packets: [.other]),
    Case(text: "2", packets: [.ping]),
    Case(text: "6", packets: [.other]),
    Case(text: "1", packets: [.closed]),
    Case(text: "41", packets: [.closed]),
    Case(text: #"40{"sid":"K1t1u9Ss8cPNlQL_AAAC"}"#, packets: [.connected]),
    Case(text: #"44{"message":"not here"}"#, packets: [.refused(#"{"message":"not here"}"#)]),
    Case(
      text: #"42["scores","{\"a\": 0, \"b\": 1}"]"#,
      packets: [.event(name: "scores", text: #"{"a": 0, "b": 1}"#)]),
    Case(
      text: #"42["scores",{"a":[1,2]},3]"#,
      packets: [.event(name: "scores", text: #"{"a":[1,2]},3"#)]),
    Case(text: #"4217["asked","x"]"#, packets: [.event(name: "asked", text: "x")]),
    Case(text: #"42["bare"]"#, packets: [.event(name: "bare", text: "")]),
    Case(
      text: #"42["caf\u00e9 \"\ud83d\ude00\"\n","\ud83d"]"#,
      packets: [.event(name: "café \"😀\"\n", text: "\u{FFFD}")]),
    Case(text: #"42["open"#, packets: [.other]),
    Case(text: "42{}", packets: [.other]),
    Case(text: "451-[\"x\",{\"_placeholder\":true}]", packets: [.other]),
    Case(text: "bAAEC", packets: [.other]),
    Case(text: "", packets: []),
    Case(text: "OK", packets: [.other]),
    Case(
      text: "2\u{1E}40{}\u{1E}\u{1E}42[\"x\",\"1\"]\u{1E}42[\"x\",\"2\"]",
      packets: [.ping, .connected, .event(name: "x", text: "1"), .event(name: "x", text: "2")]),
  ]

  @Test(arguments: cases)
  private func packetsAreRead(_ example: Case) {
    #expect(SocketIOPacket.all(in: Array(example.text.utf8)) == example.packets)
  }
}
