import Testing

@testable import Shared

@Suite struct ArgumentSecretsTests {
  @Test(arguments: [
    ("Unknown option '--no-such'", "Unknown option '--no-such'"),
    (
      "Unexpected argument 'postgresql://u:hunter2@db1/'",
      "Unexpected argument '<connection string>'"
    ),
    (
      "Unexpected argument 'host=db1 password=hunter2 \\' hunter2'",
      "Unexpected argument '<connection string>'"
    ),
    (
      "Unexpected argument 'host=db user=u password = s3cret'",
      "Unexpected argument '<connection string>'"
    ),
    (
      "2 unexpected arguments: 'password', '=', 's3cret'",
      "2 unexpected arguments: '<connection string>'"
    ),
    ("--constantLabels: 'env' is no NAME=VALUE", "--constantLabels: 'env' is no NAME=VALUE"),
    ("Unexpected: u:hunter2@db1", "an argument that may hold a password cannot be read"),
  ])
  func noComplaintShowsAPassword(complaint: String, says: String) {
    #expect(ArgumentSecrets.redact(complaint) == says)
  }
}
