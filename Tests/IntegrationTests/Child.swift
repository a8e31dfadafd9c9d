import Foundation
import Synchronization
import Testing

/// A program that runs beside the test, and is waited for by its pid.
///
/// Foundation's `Process` waits on a run loop, which the threads that tests run on do not have.
final class Child: Sendable {
  let pid: pid_t
  private let output: FileHandle?
  private let status = Mutex<CInt?>(nil)

  /// Starts a program of the machine, or the one at a path.
  ///
  /// - Parameters:
  ///   - environment: Added to this process's own.
  ///   - log: A file for what it prints and complains; without one that goes nowhere.
  ///   - capturesOutput: Whether ``finish()`` returns what it prints.
  init(
    _ arguments: [String], environment: [String: String] = [:], log: String = "/dev/null",
    capturesOutput: Bool = false
  ) throws {
    let name = arguments[0]
    let found = name.contains("/") ? name : Program.path(of: name)
    let path = try #require(found, "no \(name)")
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_APPEND, 0)
    var ends: [CInt] = [-1, -1]
    if capturesOutput {
      unsafe pipe(&ends)
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
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
    for string in unsafe strings + settings { unsafe free(string) }
    if capturesOutput { close(ends[1]) }
    output = capturesOutput ? FileHandle(fileDescriptor: ends[0], closeOnDealloc: true) : nil
    try #require(result == 0, "start \(path)")
    self.pid = pid
  }

  /// Ends it. A child that nobody waits for would keep the library that runs the tests from seeing
  /// the end of its own.
  deinit {
    if isRunning {
      kill(pid, SIGKILL)
      _ = wait(0)
    }
  }

  var isRunning: Bool { wait(WNOHANG) == nil }

  /// Its exit status, or the number of the signal that ended it plus 128; `nil` while it runs.
  var exitStatus: CInt? {
    wait(WNOHANG).map { $0 & 0x7F == 0 ? ($0 >> 8) & 0xFF : ($0 & 0x7F) + 128 }
  }

  /// Sends a signal, unless the program has ended.
  func signal(_ number: CInt) {
    if isRunning { kill(pid, number) }
  }

  /// Waits for the program's end and returns what it printed.
  @discardableResult
  func finish() -> String {
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
}
