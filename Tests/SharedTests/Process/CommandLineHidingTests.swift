import Glibc
import Testing

@testable import Shared

@Suite struct CommandLineHidingTests {
  @Test(arguments: [
    (
      ["x", "--data-source-name=host=a password=word", "--b=c"],
      ["x", "--data-source-name=***", "--b=c"]
    ),
    (
      ["x", "-data-source-name", "host=a password=word", "--b"],
      ["x", "-data-source-name", "***", "--b"]
    ),
    (["x", "--data-source-name", "ab"], ["x", "--data-source-name", "**"]),
    (["x", "--data-source-names=abcd", "abcd"], ["x", "--data-source-names=abcd", "abcd"]),
    (["x", "--data-source-name"], ["x", "--data-source-name"]),
    (["x", "--data-source-name="], ["x", "--data-source-name="]),
  ])
  func theValuesOfTheFlagsAreOverwritten(_ arguments: [String], _ expected: [String]) {
    let vector = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: arguments.count)
    for (index, argument) in arguments.enumerated() { vector[index] = strdup(argument) }
    CommandLine.hideArguments(of: ["data-source-name"], in: vector, count: arguments.count)
    #expect((0..<arguments.count).map { String(cString: vector[$0]!) } == expected)
    for index in 0..<arguments.count { free(vector[index]) }
    vector.deallocate()
  }

  @Test func theKernelShowsTheAsterisks() async {
    await #expect(processExitsWith: .success) {
      func commandLine() throws -> String {
        String(decoding: try SmallFile.contents(of: "/proc/self/cmdline"), as: UTF8.self)
      }
      // The test's own command line is not ours to choose, its bytes are.
      let own = try #require(CommandLine.unsafeArgv[0])
      let text = "--uri=secret"
      try #require(strlen(own) >= text.utf8.count)
      strcpy(own, text)
      try #require(try commandLine().hasPrefix(text))
      CommandLine.hideArguments(of: ["uri"])
      #expect(try commandLine().hasPrefix("--uri=***\0"))
      #expect(try !commandLine().contains("secret"))
    }
  }
}
