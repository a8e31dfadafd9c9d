internal import Foundation

/// A program that a test runs, and what it prints; it dies with the test.
package final class Program {
  private let child: Child
  private let folder: TemporaryFolder
  private let log: String

  /// - Parameter executable: A path, or a name that is looked up.
  package init(_ executable: String, _ arguments: [String], environment: [String: String] = [:])
    throws
  {
    folder = try TemporaryFolder(["log": ""])
    log = "\(folder.path)/log"
    child = try Child(
      ["setpriv", "--pdeathsig", "KILL", executable] + arguments, environment: environment,
      log: log)
  }

  package var pid: Int32 { child.pid }
  package var isRunning: Bool { child.isRunning }

  /// What it wrote so far, to standard output and standard error.
  package var output: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

  /// Waits until `condition` holds, half a minute at most.
  @discardableResult
  package func wait(for condition: (Program) throws -> Bool) rethrows -> Bool {
    let end = Date(timeIntervalSinceNow: 30)
    while Date() < end {
      if try condition(self) { return true }
      pauseBriefly()
    }
    return false
  }

  /// Waits for its end and returns its exit status; a signal's number plus 128.
  package func end() -> Int32? {
    wait { !$0.isRunning }
    return child.exitStatus
  }

  package func signal(_ number: Int32) { child.signal(number) }
}

extension Program {
  /// Where a program of the machine is.
  package static func path(of name: String) -> String? {
    ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"].map {
      "\($0)/\(name)"
    }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
