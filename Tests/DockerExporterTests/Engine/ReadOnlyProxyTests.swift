import TestSupport
import Testing

@testable import DockerExporter

/// A real engine behind a real proxy that lets only pass what is read.
@Suite(
  .serialized, DockerEngine.requirement.trait, NginxServer.requirement.trait, EngineTurn())
struct ReadOnlyProxyTests {
  private let engine: DockerEngine
  private let folder: TemporaryFolder
  private let proxy: NginxServer

  init() throws {
    engine = try DockerEngine.emptied()
    folder = try TemporaryFolder()
    let port = try freePort()
    proxy = try NginxServer(
      """
      server {
        listen unix:\(folder.path)/s;
        listen 127.0.0.1:\(port);
        location / {
          limit_except GET { deny all; }
          proxy_pass http://unix:\(engine.socket):;
          proxy_http_version 1.1;
          proxy_buffering off;
          proxy_read_timeout 1d;
        }
      }
      """, readyAt: port)
  }

  @Test func allIsSeenThroughIt() throws {
    let watched = try Watched("unix://\(folder.path)/s")
    try engine.run("seen", script: "exec sleep 1000")
    try watched.wait("it to run") { $0.container("seen")?.state == .running }
    try engine.strike("seen")
    try watched.wait("its death") { $0.deaths("seen") == [.signal: 1] }
    try engine.docker("rm", "seen")
    try watched.wait("its end") { $0.container("seen") == nil }
    #expect(watched.connection.isStreaming)
    #expect(watched.connection.missedEvents == 0)
    #expect(watched.connection.apiVersion != nil)
    #expect(watched.recorder.lines.filter { $0.contains("warning") } == [])
  }

  @Test func whatWouldChangeSomethingDoesNotPass() throws {
    let through = try Program(
      "docker", ["--host", "unix://\(folder.path)/s", "run", "box", "true"])
    #expect(through.end() != 0)
    #expect(through.output.contains("403"))
  }
}
