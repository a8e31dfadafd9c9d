import Shared
import Synchronization
import TestSupport
import Testing

@testable import WebConfiguration

@Suite struct PasswordCheckerTests {
  private func credentials(_ name: String, _ password: String) -> BasicCredentials {
    BasicCredentials("Basic " + base64("\(name):\(password)"))!
  }

  private func users(_ name: String, _ hash: String) throws -> Users {
    var users = Users()
    users.add(name, .bcrypt(try PasswordHash(hash)))
    return users
  }

  init() throws { try PasswordHash.prepare() }

  @Test func aPasswordIsRightForItsUserOnly() throws {
    let checker = PasswordChecker(presentLimit: 5)
    var users = try users("prom", Hashes.cheap)
    users.add("anna", .bcrypt(try PasswordHash(Hashes.otherCheap)))
    for _ in 0..<2 {
      #expect(checker.check(credentials("prom", "secret"), users) == .right)
      #expect(checker.check(credentials("anna", "other"), users) == .right)
      for (name, password) in [
        ("prom", "other"), ("anna", "secret"), ("nobody", "secret"), ("", ""), ("prom", ""),
      ] {
        #expect(checker.check(credentials(name, password), users) == .wrong, "\(name) \(password)")
      }
    }
  }

  @Test func aPasswordThatWasRightIsNoLongerOnceItIsChangedOrItsUserGone() throws {
    let checker = PasswordChecker(presentLimit: 5)
    #expect(
      checker.check(credentials("prom", "secret"), try users("prom", Hashes.cheap)) == .right)
    #expect(
      checker.check(credentials("prom", "secret"), try users("prom", Hashes.otherCheap)) == .wrong)
    #expect(
      checker.check(credentials("prom", "secret"), try users("anna", Hashes.cheap)) == .wrong)
  }

  @Test func guessesDoNotDriveOutWhatIsRight() throws {
    let checker = PasswordChecker(presentLimit: 1)
    let users = try users("prom", Hashes.cheap)
    #expect(checker.check(credentials("prom", "secret"), users) == .right)
    for number in 0..<200 {
      #expect(checker.check(credentials("prom", "guess \(number)"), users) == .wrong)
    }
    #expect(checker.knows(credentials("prom", "secret"), users))
    #expect(!checker.knows(credentials("prom", "guess 199"), users))
    #expect(!checker.knows(credentials("nobody", "secret"), users))
  }

  @Test func theSameWrongPasswordIsHashedOnce() throws {
    let checker = PasswordChecker(presentLimit: 1)
    let users = try users("prom", Hashes.dearer)
    // A thousand of them would take a minute.
    for name in ["prom", "nobody"] {
      for _ in 0..<1000 {
        #expect(checker.check(credentials(name, "wrong"), users) == .wrong)
      }
    }
  }

  @Test func aPlainPasswordIsCompared() {
    let checker = PasswordChecker(presentLimit: 5)
    var users = Users()
    users.add("prom", .plain(Secret("secret")))
    #expect(checker.check(credentials("prom", "secret"), users) == .right)
    #expect(checker.check(credentials("prom", "secret\0"), users) == .wrong)
    #expect(checker.check(credentials("prom", ""), users) == .wrong)
    #expect(checker.check(credentials("nobody", "secret"), users) == .wrong)
  }

  @Test func thoseWhoWaitAreFewAndTheOthersHearSoAtOnce() throws {
    let checker = PasswordChecker(presentLimit: 3)
    let users = try users("prom", Hashes.dearer)
    #expect(checker.check(credentials("prom", "secret"), users) == .right)
    let verdicts = Mutex<[PasswordChecker.Verdict]>([])
    let pool = ThreadPool(limit: 24)
    let start = Gate()
    for number in 0..<24 {
      let guess = credentials("prom", "guess \(number)")
      #expect(
        pool.run {
          start.pass()
          let verdict = checker.check(guess, users)
          verdicts.withLock { $0.append(verdict) }
        })
    }
    start.open()
    while !verdicts.withLock({ $0.contains(.busy) }) { pauseBriefly() }
    // Who is known does not stand in line.
    #expect(checker.check(credentials("prom", "secret"), users) == .right)
    while verdicts.withLock({ $0.count }) < 24 { pauseBriefly() }
    let counts = verdicts.withLock { verdicts in
      (wrong: verdicts.count { $0 == .wrong }, busy: verdicts.count { $0 == .busy })
    }
    #expect(counts.wrong >= 3)
    #expect(counts.busy >= 1)
    #expect(counts.wrong + counts.busy == 24)
  }

  @Test func unknownNamesAreSpreadOverTheCostsThatThereAre() throws {
    var users = try users("prom", Hashes.cheap)
    users.add("anna", .bcrypt(try PasswordHash(Hashes.dear)))
    let costs = Set((0...255).compactMap { users.decoy(number: UInt8($0))?.cost })
    #expect(costs == [4, 8])
    #expect(Users().decoy(number: 7) == nil)
  }

  @Test func anUnknownUserTakesAsLongAsAWrongPassword() throws {
    let checker = PasswordChecker(presentLimit: 5)
    let users = try users("prom", Hashes.dear)
    func median(_ name: String) -> Duration {
      let times = (0..<15).map { number in
        ContinuousClock().measure {
          _ = checker.check(credentials(name, "guess \(number)"), users)
        }
      }
      return times.sorted()[7]
    }
    let (known, unknown) = (median("prom"), median("nobody"))
    #expect(known < unknown * 3 && unknown < known * 3, "\(known) and \(unknown)")
  }
}

private func base64(_ text: String) -> String {
  let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  let bytes = Array(text.utf8)
  var encoded = ""
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let part = bytes[start..<min(start + 3, bytes.count)]
    let bits = part.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - part.count))
    for index in 0..<4 {
      encoded.append(index <= part.count ? digits[bits >> (18 - 6 * index) & 63] : "=")
    }
  }
  return encoded
}
