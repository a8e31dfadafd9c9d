import Foundation
import TestSupport
import Testing

/// A real systemd in a container, with the test's own units.
final class SystemdHost {
  static let requirement = Requirement(
    root: true, files: ["/usr/bin/dbus-daemon"],
    programs: ["systemd-nspawn", "setpriv", "unshare", "nsenter"])

  /// What a systemd of a user needs, which is no container.
  static let userRequirement = Requirement(
    root: true, files: ["/lib/systemd/systemd"], programs: ["unshare"])

  /// The container's first process.
  let pid: Int32
  private let folder: TemporaryFolder
  private let script: Child

  /// - Parameters:
  ///   - units: Texts of unit files by name.
  ///   - links: Targets of symbolic links by name, as `systemctl enable` makes them.
  init(units: [String: String], links: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    for (name, text) in units { try folder.write(text, to: "units/\(name)") }
    for (name, target) in links { try folder.link("units/\(name)", to: target) }

    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("systemd-host").path
    script = try Child([
      "setpriv", "--pdeathsig", "TERM", path, folder.path,
      "vigie-\(folder.path.suffix(12).lowercased())",
    ])
    let limit = Date(timeIntervalSinceNow: 60)
    while !FileManager.default.fileExists(atPath: "\(folder.path)/pid") {
      try #require(script.isRunning && Date() < limit, "the container did not start")
      usleep(20_000)
    }
    let text = try String(contentsOfFile: "\(folder.path)/pid", encoding: .utf8)
    pid = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    while true {
      let state = (try? run("systemctl", "is-system-running")) ?? ""
      if state.hasPrefix("running") || state.hasPrefix("degraded") { break }
      try #require(script.isRunning && Date() < limit, "systemd did not come up: \(state)")
      usleep(20_000)
    }
  }

  deinit {
    script.signal(SIGTERM)
    script.finish()
  }

  /// The address of its bus.
  var bus: String { "unix:path=\(path("/run/dbus/system_bus_socket"))" }

  /// One of its files, as this process sees it.
  func path(_ path: String) -> String { "/proc/\(pid)/root\(path)" }

  func write(_ text: String, to path: String) throws {
    try text.write(toFile: self.path(path), atomically: false, encoding: .utf8)
  }

  /// Runs a program in it and returns what it prints.
  @discardableResult
  func run(_ arguments: String...) throws -> String {
    try Child(["nsenter", "--target", "\(pid)", "--all"] + arguments, capturesOutput: true)
      .finish()
  }
}
