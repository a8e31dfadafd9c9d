import Shared
import Testing

@Suite struct SecretTests {
  @Test func isNeverPrinted() {
    struct Login { let user = "me", password = Secret("hunter2") }
    let secret = Secret("hunter2")
    var dumped = ""
    dump(Login(), to: &dumped)
    for text in [
      "\(secret)", String(describing: secret), String(reflecting: secret), "\(Login())",
      "\([secret])", "\(Optional(secret) as Any)", dumped,
    ] {
      #expect(!text.contains("hunter2"))
      #expect(text.contains("<secret>") || text == dumped)
    }
    #expect(secret.revealed == "hunter2")
  }
}
