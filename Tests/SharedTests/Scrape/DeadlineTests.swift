import Shared
import Testing

@Suite struct DeadlineTests {
  /// Header → seconds that a scrape may take.
  @Test(arguments: [
    (nil, 10.0), ("10", 9.5), ("1", 0.9), ("60.000000", 59.5), ("0.5", 0.45), ("", 10),
    ("nonsense", 10), ("-3", 10), ("0", 10), ("inf", 10), ("nan", 10), ("1e30", 59.5),
  ])
  func comesALittleBeforeTheScraperGivesUp(header: String?, seconds: Double) {
    let left = Deadline(scrapeTimeout: header).remaining / .seconds(1)
    #expect(left <= seconds && left > seconds * 0.5)
  }

  @Test func isOverdueOnceItHasPassed() {
    #expect(Deadline(in: .seconds(60)).overdue == .zero)
    #expect(Deadline(in: .seconds(60)).earlier(by: .seconds(70)).overdue >= .seconds(10))
  }

  @Test func passes() {
    #expect(Deadline(in: .zero).hasPassed)
    #expect(Deadline(in: .seconds(-1)).remaining == .zero)
    #expect(Deadline(in: .zero).pollTimeout == 0)
    let later = Deadline(in: .seconds(100))
    #expect(!later.hasPassed)
    #expect(later.pollTimeout > 90_000)
    #expect(later.earlier(by: .seconds(99)) < later)
    #expect(later.earlier(by: .seconds(200)).hasPassed)
  }
}
