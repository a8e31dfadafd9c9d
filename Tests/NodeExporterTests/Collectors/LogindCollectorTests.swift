import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct LogindCollectorTests {
  private static let sessions = [
    (id: "1", seat: "seat0", type: "wayland", class: "user", isRemote: false),
    (id: "2", seat: "", type: "tty", class: "user", isRemote: true),
    (id: "3", seat: "", type: "tty", class: "user", isRemote: true),
    (id: "4", seat: "", type: "holodeck", class: "manager", isRemote: false),
    // Ends before it is asked.
    (id: "5", seat: "", type: "", class: "", isRemote: false),
  ]

  private static func path(_ id: String) -> String { "/org/freedesktop/login1/session/\(id)" }

  private func bus() throws -> RecordedBus {
    try RecordedBus { member, path, property, reply in
      switch (member, property) {
      case ("ListSeats", _):
        reply.within("a", "(so)") {
          reply.within("r", "so") {
            reply.string("seat0")
            reply.string("/org/freedesktop/login1/seat/seat0", "o")
          }
        }
      case ("ListSessions", _):
        reply.within("a", "(susso)") {
          for session in Self.sessions {
            reply.within("r", "susso") {
              reply.string(session.id)
              reply.number(1000)
              reply.string("somebody")
              reply.string(session.seat)
              reply.string(Self.path(session.id), "o")
            }
          }
        }
      case ("Get", let property):
        guard let session = Self.sessions.first(where: { Self.path($0.id) == path }),
          !session.type.isEmpty
        else { return false }
        switch property {
        case "Remote": reply.variant(session.isRemote)
        case "Type": reply.variant(session.type)
        default: reply.variant(session.class)
        }
      default: return false
      }
      return true
    }
  }

  @Test func countsSessionsOfEachKind() throws {
    let bus = try bus()
    let collector = LogindCollector(address: bus.address)
    for _ in 0..<2 {
      let lines = samples(try exposition(of: collector))
      #expect(lines.count == 2 * 7 * 5 * 2)
      #expect(
        lines.filter { !$0.hasSuffix(" 0") }.sorted() == [
          #"node_logind_sessions{class="other",remote="false",seat="",type="other"} 1"#,
          #"node_logind_sessions{class="user",remote="false",seat="seat0",type="wayland"} 1"#,
          #"node_logind_sessions{class="user",remote="true",seat="",type="tty"} 2"#,
        ])
    }
  }

  @Test func saysWhichBusIsNotThere() {
    let collector = LogindCollector(address: "unix:path=/nowhere/bus")
    #expect(throws: BusError.self) { try exposition(of: collector) }
  }
}
