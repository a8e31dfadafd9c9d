import CLinux
import CSystemd
import Glibc
import Shared
import TestSupport

/// A bus on which somebody gives recorded answers: `sd_bus` at the other end.
final class RecordedBus: Sendable {
  /// Writes the answer to a call, or returns `false` for one that it does not know.
  typealias Answer = @Sendable (_ member: String, _ path: String, _ property: String, Reply) -> Bool

  private let folder: TemporaryFolder
  private let listener: CInt

  var address: String { "unix:path=\(folder.path)/bus" }

  init(_ answer: @escaping Answer) throws {
    folder = try TemporaryFolder()
    let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    listener = try check(socket(AF_UNIX, type, 0), "socket", "bus")
    try check(vigie_unix_bind(listener, "\(folder.path)/bus"), "bind", "bus")
    try check(listen(listener, 4), "listen", "bus")
    let listener = listener
    try Thread.detach {
      while true {
        let client = vigie_accept4(listener, nil, nil, CInt(SOCK_CLOEXEC.rawValue))
        if client < 0 { return }
        Self.serve(client, answer)
      }
    }
  }

  /// A listener that is shut down accepts no more, which ends the thread.
  deinit {
    shutdown(listener, CInt(SHUT_RDWR))
    close(listener)
  }

  /// Values of an answer.
  final class Reply {
    fileprivate let message: OpaquePointer?
    fileprivate init(_ message: OpaquePointer?) { self.message = message }

    func string(_ text: String, _ type: String = "s") {
      sd_bus_message_append_basic(message, CChar(bitPattern: type.utf8.first!), text)
    }

    func number(_ number: UInt32) {
      var number = number
      sd_bus_message_append_basic(message, CChar(bitPattern: UInt8(ascii: "u")), &number)
    }

    func variant(_ text: String) { within("v", "s") { string(text) } }

    func variant(_ truth: Bool) {
      within("v", "b") {
        var truth: CInt = truth ? 1 : 0
        sd_bus_message_append_basic(message, CChar(bitPattern: UInt8(ascii: "b")), &truth)
      }
    }

    func within(_ container: String, _ contents: String, _ body: () -> Void) {
      sd_bus_message_open_container(
        message, CChar(bitPattern: container.utf8.first!), contents)
      body()
      sd_bus_message_close_container(message)
    }
  }

  private static func serve(_ client: CInt, _ answer: Answer) {
    var bus: OpaquePointer?
    sd_bus_new(&bus)
    defer { sd_bus_close_unref(bus) }
    sd_bus_set_fd(bus, client, client)
    sd_bus_set_server(bus, 1, sd_id128_t())
    sd_bus_set_anonymous(bus, 1)
    guard sd_bus_start(bus) >= 0 else { return }
    while true {
      var call: OpaquePointer?
      let progress = sd_bus_process(bus, &call)
      if progress < 0 { return }
      if let call {
        reply(to: call, bus, answer)
        sd_bus_message_unref(call)
      }
      if progress == 0 { sd_bus_wait(bus, 200_000) }
    }
  }

  private static func reply(to call: OpaquePointer, _ bus: OpaquePointer?, _ answer: Answer) {
    guard let name = sd_bus_message_get_member(call), let path = sd_bus_message_get_path(call)
    else { return }
    let member = String(cString: name)
    var message: OpaquePointer?
    sd_bus_message_new_method_return(call, &message)
    let reply = Reply(message)
    var property = ""
    if member == "Get" {
      for _ in 0..<2 {
        var text: UnsafePointer<CChar>?
        sd_bus_message_read_basic(call, CChar(bitPattern: UInt8(ascii: "s")), &text)
        property = text.map { String(cString: $0) } ?? ""
      }
    }
    if member == "Hello" {
      reply.string(":1.1")
    } else if !answer(member, String(cString: path), property, reply) {
      sd_bus_message_unref(message)
      message = nil
      var error = sd_bus_error(
        name: strdup("org.freedesktop.DBus.Error.UnknownObject"), message: strdup("gone"),
        _need_free: 1)
      sd_bus_message_new_method_error(call, &message, &error)
      sd_bus_error_free(&error)
    }
    sd_bus_send(bus, message, nil)
    sd_bus_message_unref(message)
  }
}
