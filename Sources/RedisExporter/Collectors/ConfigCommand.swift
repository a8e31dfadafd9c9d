/// How parameters are asked for, on servers that may have renamed `CONFIG` or have none.
struct ConfigCommand: Sendable {
  /// `nil` when it is not to be used.
  private let word: String?

  /// - Parameter word: What the server calls `CONFIG`; `-` when it is not to be asked.
  init(_ word: String = "CONFIG") { self.word = word == "-" || word.isEmpty ? nil : word }

  /// `CONFIG GET` of all these in one command, which Redis knows since 7.0; `nil` when not to be used.
  /// Errors do not tell what the command was renamed to, as that is meant to be a secret.
  func get(_ parameters: [String]) -> Command? {
    guard let word else { return nil }
    return Command([word, "GET"] + parameters, name: "CONFIG GET \(parameters[0])")
  }

  /// The fewest commands that ask for all of these.
  func get(_ parameters: [String], from server: ServerInfo) -> [Command] {
    guard server.version < "7.0.0" else { return get(parameters).map { [$0] } ?? [] }
    return parameters.compactMap { get([$0]) }
  }
}
