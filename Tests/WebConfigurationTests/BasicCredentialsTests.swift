import Testing

@testable import WebConfiguration

@Suite struct BasicCredentialsTests {
  @Test(arguments: [
    ("Basic cHJvbTpzZWNyZXQ=", "prom", "secret"), ("basic  cHJvbTpzZWNyZXQ=", "", ""),
    ("BASIC cHJvbTphOmI=", "prom", "a:b"), ("Basic Og==", "", ""),
  ])
  func aNameAndAPasswordAreRead(field: String, name: String, password: String) {
    // Two blanks are no form that anybody sends.
    guard let credentials = BasicCredentials(field) else {
      #expect(field.contains("  "))
      return
    }
    #expect(credentials.name == Array(name.utf8))
    #expect(credentials.password == Array(password.utf8))
  }

  @Test(arguments: [
    "", "Basic", "Basic ", "Bearer cHJvbTpzZWNyZXQ=", "Basic cHJvbTpzZWNyZXQ", "Basic cHJvbQ==",
    "Basic cHJv bTpz", "Basic cHJvbTpzZWNyZXR=", "Basic ====", "Basic cHJvbTpz, Basic cHJvbTpz",
  ])
  func whatIsNoneIsNotTakenForSome(field: String) {
    #expect(BasicCredentials(field)?.name == nil)
  }

  @Test func everyByteComesThroughBase64() {
    // The text that coreutils' base64 makes of 0xFB 0xFF 0x00.
    #expect(Base64.decode("+/8A".utf8) == [0xFB, 0xFF, 0])
    #expect(Base64.decode("+/8=".utf8) == [0xFB, 0xFF])
    #expect(Base64.decode("".utf8) == [])
  }
}
