internal import Foundation
internal import Synchronization

/// A program that runs beside the test, and is waited for by its pid.
///
/// Foundation's `Process` waits on a run loop, which the threads that tests run on do not have.
package final class Child: Sendable {
  package let pid: Int32
  private let output: FileHandle?
  private let input: CInt
  private let status = Mutex<CInt?>(nil)

  /// Starts a program of the machine, or the one at a path.
  ///
  /// - Parameters:
  ///   - environment: Added to this process's own.
  ///   - log: A file for what it prints and complains; without one that goes nowhere.
  ///   - capturesOutput: Whether ``finish()`` returns what it prints.
  ///   - takesInput: Whether it reads what ``send(_:)`` writes; its input then ends with this
  ///     process, however that ends. Otherwise it has none.
  package init(
    _ arguments: [String], environment: [String: String] = [:], log: String = "/dev/null",
    capturesOutput: Bool = false, takesInput: Bool = false
  ) throws {
    let name = arguments[0]
    let found = name.contains("/") ? name : Program.path(of: name)
    guard let path = found else { throw Failure(description: "no \(name)") }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    let inputs = takesInput ? try Self.pair() : [-1, -1]
    if takesInput {
      unsafe posix_spawn_file_actions_adddup2(&actions, inputs[1], 0)
    } else {
      unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    unsafe posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_APPEND, 0)
    let outputs = capturesOutput ? try Self.pair() : [-1, -1]
    if capturesOutput {
      unsafe posix_spawn_file_actions_adddup2(&actions, outputs[1], 1)
    } else {
      unsafe posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_APPEND, 0)
    }

    // The threads that tests run on block every signal, which a child would inherit.
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    var strings = unsafe arguments.map { unsafe strdup($0) } + [nil]
    var settings = unsafe variables.map { unsafe strdup("\($0)=\($1)") } + [nil]
    var pid: pid_t = 0
    let result = unsafe posix_spawn(
      &pid, path, &actions, &attributes, &strings, &settings)
    let all = unsafe strings + settings
    for index in unsafe all.indices { unsafe free(all[index]) }
    if capturesOutput { close(outputs[1]) }
    if takesInput { close(inputs[1]) }
    output = capturesOutput ? FileHandle(fileDescriptor: outputs[0], closeOnDealloc: true) : nil
    input = inputs[0]
    self.pid = pid
    guard result == 0 else {
      // There is nobody to end or to wait for.
      status.withLock { $0 = 127 << 8 }
      throw Failure(description: "start \(path): error \(result)")
    }
  }

  /// Ends it. A child that nobody waits for would keep the library that runs the tests from seeing
  /// the end of its own.
  deinit {
    if isRunning {
      kill(pid, SIGKILL)
      _ = wait(0)
    }
    if input >= 0 { close(input) }
  }

  package var isRunning: Bool { wait(WNOHANG) == nil }

  /// Its exit status, or the number of the signal that ended it plus 128; `nil` while it runs.
  package var exitStatus: Int32? {
    wait(WNOHANG).map { $0 & 0x7F == 0 ? ($0 >> 8) & 0xFF : ($0 & 0x7F) + 128 }
  }

  /// Sends a signal, unless the program has ended.
  package func signal(_ number: Int32) {
    if isRunning { kill(pid, number) }
  }

  /// Writes to its input.
  package func send(_ text: String) throws {
    let bytes = Array(text.utf8)
    guard unsafe Foundation.send(input, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count
    else { throw Failure(description: "child \(pid) does not read") }
  }

  /// Ends its input.
  package func endInput() { shutdown(input, CInt(SHUT_WR)) }

  /// Waits for the program's end and returns what it printed.
  @discardableResult
  package func finish() -> String {
    let data = (try? output?.readToEnd()) ?? Data()
    _ = wait(0)
    return String(decoding: data, as: UTF8.self)
  }

  private func wait(_ options: CInt) -> CInt? {
    status.withLock { status in
      var found: CInt = 0
      if status == nil, unsafe waitpid(pid, &found, options) != 0 { status = found }
      return status
    }
  }

  /// Two connected ends that no other child inherits; a pipe's could be, before they are told.
  private static func pair() throws -> [CInt] {
    var ends: [CInt] = [-1, -1]
    let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw Failure(description: "socketpair: error \(errno)")
    }
    return ends
  }
}

/// Why something that a test needs did not come about.
package struct Failure: Error, CustomStringConvertible {
  package let description: String

  package init(description: String) { self.description = description }
}
