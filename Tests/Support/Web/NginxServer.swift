internal import Foundation

/// An nginx of the test's own, on ports of 127.0.0.1, which is over when this value is.
package final class NginxServer: Sendable {
  package static let requirement = Requirement(programs: ["nginx", "setsid"])

  private let folder: TemporaryFolder
  private let server: Child
  /// Ends what is left when the test program is killed.
  private let guardian: Child

  /// - Parameters:
  ///   - servers: What stands in the configuration's `http` block, `server` blocks mostly.
  ///   - files: Of its folder, which `root` may name as `www`.
  ///   - readyAt: A port that is listened on once it is ready.
  package init(
    _ servers: String, files: [String: String] = [:], readyAt port: Int
  ) throws {
    folder = try TemporaryFolder(files.merging(["log": ""]) { first, _ in first })
    let path = folder.path
    try folder.write(
      """
      daemon off;
      master_process off;
      pid \(path)/pid;
      error_log \(path)/log warn;
      events { worker_connections 4096; }
      http {
        access_log off;
        client_body_temp_path \(path)/body;
        proxy_temp_path \(path)/proxy;
        fastcgi_temp_path \(path)/fastcgi;
        uwsgi_temp_path \(path)/uwsgi;
        scgi_temp_path \(path)/scgi;
        root \(path)/www;
        \(servers)
      }

      """, to: "nginx.conf")
    server = try Child(
      ["nginx", "-e", "\(path)/log", "-p", path, "-c", "\(path)/nginx.conf"],
      log: "\(path)/log")
    guardian = try Child(
      ["setsid", "sh", "-c", Self.guardian, "sh", "\(server.pid)", path], takesInput: true)
    try wait(seconds: 30, for: "nginx to listen") {
      guard server.isRunning else { throw Failure(description: "nginx ended: \(log)") }
      return isListening(port)
    }
  }

  package var log: String {
    (try? String(contentsOfFile: "\(folder.path)/log", encoding: .utf8)) ?? ""
  }

  package var pid: Int32 { server.pid }

  /// Waits for the end of its input, which is the end of the test program, and then ends the server
  /// (`$1`) and removes its folder (`$2`).
  private static let guardian = """
    read -r _
    if grep -qF "$2" "/proc/$1/cmdline"; then kill -KILL "$1"; fi 2>/dev/null
    for i in 1 2 3 4 5; do rm -rf "$2" && break; sleep 1; done
    """
}

/// Whether something listens on a port of 127.0.0.1.
package func isListening(_ port: Int) -> Bool {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  defer { close(descriptor) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = UInt16(port).bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  return unsafe withUnsafePointer(to: &address) {
    unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
}
