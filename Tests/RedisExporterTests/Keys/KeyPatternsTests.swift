import Shared
import Testing

@testable import RedisExporter

@Suite struct KeyPatternsTests {
  struct Case: Sendable {
    let list: String
    let keys: [DatabaseKey]
  }

  @Test(arguments: [
    Case(list: "", keys: []),
    Case(list: "key", keys: [DatabaseKey("key")]),
    Case(list: "db3=key,key2", keys: [DatabaseKey(database: 3, "key"), DatabaseKey("key2")]),
    Case(list: " 12 = a* ,,db1=,=x", keys: [DatabaseKey(database: 12, "a*")]),
    Case(list: "a%2Cb+c%3d%25", keys: [DatabaseKey("a,b c=%")]),
    Case(list: "%ff%00", keys: [DatabaseKey([255, 0])]),
    Case(list: "a,a,db0=a", keys: [DatabaseKey("a")]),
  ])
  func aListIsParsed(_ test: Case) throws {
    #expect(try KeyPatterns(parsing: test.list, flag: "check-keys").all == test.keys)
  }

  @Test(arguments: [
    (
      "a,dbx=b",
      "--check-keys: dbx=b: dbx is no database; write its number before the =, as in db3=…"
    ),
    (
      "db-1=b",
      "--check-keys: db-1=b: db-1 is no database; write its number before the =, as in db3=…"
    ),
    ("a=b=c", "--check-keys: a=b=c: more than one =; write %3D for the one in the key's name"),
    ("100%", "--check-keys: 100%: a % without two hexadecimal digits; write %25 for a %"),
  ])
  func anErrorNamesThePartAndTheRemedy(list: String, message: String) {
    let error = #expect(throws: FlagError.self) {
      try KeyPatterns(parsing: list, flag: "check-keys")
    }
    #expect(error?.description == message)
  }
}
