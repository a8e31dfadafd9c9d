import Shared
import TestSupport
import Testing

@testable import RedisExporter

@Suite(.serialized, RedisServer.requirement.trait)
struct LuaScriptsTests {
  @Test func aFailingScriptCostsOnlyItsOwnSeries() throws {
    try RedisServer.requirement.check()
    let server = try RedisServer()
    let session = try SocketSession(server.socket)
    let folder = try TemporaryFolder([
      "good": "return {'a', '1.5', 'b', 2}", "empty": "return {}", "bad": "return {'a', 'x'}",
      "broken": "return redis.call('NOSUCH')", "writes": "redis.call('SET', 'k', 1)",
    ])
    let files = ["good", "empty", "bad", "broken", "writes"].map { "\(folder.path)/\($0)" }
    let scripts = try LuaScripts(files: files, isReadOnly: true)
    let commands = scripts.commands(for: ServerInfo())
    let replies = try session.ask(commands, by: Deadline(in: .seconds(20)))
    var reason: String?
    let text = try exposition { metrics in
      do {
        try scripts.write(Answers(InfoReply(""), ServerInfo(), commands, replies), into: &metrics)
      } catch let error as Partial { reason = error.description }
    }
    #expect(
      samples(text.replacing(folder.path + "/", with: "")) == [
        #"redis_script_values{key="a",filename="good"} 1.5"#,
        #"redis_script_values{key="b",filename="good"} 2"#,
        #"redis_script_result{filename="good"} 1"#, #"redis_script_result{filename="empty"} 2"#,
        #"redis_script_result{filename="bad"} 0"#, #"redis_script_result{filename="broken"} 0"#,
        #"redis_script_result{filename="writes"} 0"#,
      ])
    #expect(reason?.hasSuffix("bad: value 1 that it returned is no number") == true)
  }

  @Test func aFileThatIsNotThereIsAnErrorThatNamesIt() {
    let error = #expect(throws: (any Error).self) { try LuaScripts(files: ["/nowhere/x.lua"]) }
    #expect(error.map { "\($0)" }?.contains("/nowhere/x.lua") == true)
  }
}
