import Testing

@testable import Shared

@Suite struct SHA1Tests {
  /// From FIPS 180-2, appendix A, and what sha1sum has.
  @Test(arguments: [
    ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
    ),
    (String(repeating: "a", count: 1000), "291e9a6c66994949b57ba5e650361e98fc36b1ba"),
  ])
  func theDigestIsTheStandards(message: String, expected: String) {
    let digits = SHA1.digest(Array(message.utf8)).flatMap { byte in
      [byte >> 4, byte & 15].map { String($0, radix: 16) }
    }
    #expect(digits.joined() == expected)
  }
}
