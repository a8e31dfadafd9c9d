import TestSupport
import Testing

/// The engine that other tests use, for itself.
@Suite(.serialized, DockerEngine.requirement.trait, EngineTurn()) struct DockerEngineTests {
  @Test func aContainerRunsAndEndsAndTheEngineStartsAgain() throws {
    let engine = try DockerEngine.emptied()
    try engine.docker("run", "--rm", "--net=none", "box", "sh", "-c", "exit 3", status: 3)
    try engine.run("lives", "--stop-timeout", "1", script: "sleep 1000")
    #expect(try engine.docker("ps", "--format", "{{.Names}}") == "lives")
    engine.stop()
    #expect(!engine.isRunning)
    try engine.start()
    #expect(try engine.docker("ps", "--all", "--format", "{{.Names}}") == "lives")
  }
}
