import Testing

@testable import WebConfiguration

@Suite struct PasswordHashTests {
  init() throws { try PasswordHash.prepare() }

  @Test(arguments: ["$2a$", "$2b$", "$2y$"])
  func everyKindOfBcryptThatGoReadsIsChecked(kind: String) throws {
    let hash = try PasswordHash(kind + Hashes.cheap.dropFirst(4))
    #expect(hash.cost == 4)
    #expect(hash.matches(Array("secret".utf8)))
    for wrong in ["", "Secret", "secret ", "secre", "secret\0", "secret\0x", "\0"] {
      #expect(!hash.matches(Array(wrong.utf8)), "\(wrong)")
    }
  }

  @Test func bytesBeyondTheSeventySecondDoNotCountAsInGo() throws {
    let hash = try PasswordHash(Hashes.long)
    #expect(hash.matches([UInt8](repeating: 0x61, count: 72)))
    #expect(hash.matches([UInt8](repeating: 0x61, count: 4000)))
    #expect(!hash.matches([UInt8](repeating: 0x61, count: 71)))
  }

  @Test(arguments: [
    "", "secret", "abJnggxhB/yWI", "$1$salt$qJH7.N4xYta3aEG/dfqo/0", "$2b$04$short",
    "$2x$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW",
    "$2b$4$$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW",
    "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIr:",
    "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrWW",
  ])
  func whatLibxcryptWouldTakeForAnotherKindIsRefused(text: String) {
    let error = #expect(throws: PasswordHashError.self) { try PasswordHash(text) }
    #expect(error == .notBcrypt)
    if !text.isEmpty, let error { #expect(!"\(error)".contains(text)) }
  }

  @Test(arguments: ["00", "03", "17", "31"]) func aCostThatNobodyWaitsForIsRefused(cost: String) {
    let text = "$2b$\(cost)" + Hashes.cheap.dropFirst(6)
    #expect(throws: PasswordHashError.self) { try PasswordHash(text) }
  }

  @Test func aDecoyMatchesNothing() {
    for word in ["", "secret", "fakepassword"] {
      #expect(!PasswordHash.decoy(cost: 4).matches(Array(word.utf8)))
    }
  }

  @Test func aHashIsNotPrinted() throws {
    var text = ""
    dump(try PasswordHash(Hashes.cheap), to: &text)
    #expect(!text.contains("abcdefgh"))
  }
}
