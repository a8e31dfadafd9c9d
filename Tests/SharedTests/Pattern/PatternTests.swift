import Shared
import Testing

@Suite struct PatternTests {
  private func matches(_ pattern: Pattern, _ bytes: [UInt8]) -> Bool {
    pattern.matches(bytes.span)
  }

  @Test(arguments: [
    ("eth", "eth0", true), ("eth", "veth0", true), ("^eth", "veth0", false),
    ("eth$", "eth0", false),
    ("^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+$", "nvme0n1p2", true),
    ("^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+$", "nvme0n1", false),
    ("^(dev|proc|run/credentials/.+|sys|var/lib/docker/.+)($|/)", "var/lib/docker/overlay2", true),
    ("(?i)ETH", "eth0", true), ("", "", true), ("^$", "a", false), ("^.$", "ü", true),
    ("a$", "a\n", false), ("\\.service", "a.service", true), ("[[:alpha:]]+", "a", true),
  ])
  func findsThePattern(pattern: String, text: String, isFound: Bool) throws {
    #expect(try Pattern(pattern).matches(text) == isFound)
    #expect(try matches(Pattern(pattern), Array(text.utf8)) == isFound)
  }

  @Test(arguments: [
    ("eth", "eth0", false), ("eth.", "eth0", true), ("eth.", "veth0", false), ("a|b", "ab", false),
    ("a|b", "b", true), (".+", "", false), ("", "", true), ("", "a", false), ("a", "a\n", false),
    ("a|ab", "ab", true),
    ("a*?", "aaa", true),
  ])
  func anAnchoredPatternMatchesTheWholeText(
    pattern: String, text: String, isFound: Bool
  ) throws {
    #expect(try Pattern(pattern, anchored: true).matches(text) == isFound)
  }

  @Test(arguments: [
    // blackbox_exporter's own example, which RE2 reads as ^OK.
    ("^+OK", "OK ready", true), ("^+OK", "+OK ready", false), ("a$*", "ab", true),
    ("\\b{2}a", "a", true), ("^*[]^*]", "*", true), ("^*[[:alpha:]^*]$+", "^", true),
    ("^?[^]$*]", "$", false),
  ])
  func aRepeatedAssertionIsReadAsByRE2(pattern: String, text: String, isFound: Bool) throws {
    #expect(try Pattern(pattern).matches(text) == isFound)
  }

  @Test(arguments: [
    ("a(b", 3, "missing closing parenthesis"),
    ("a[", 2, "missing terminating ] for character class"),
    ("*", 0, "quantifier does not follow a repeatable item"),
    ("a)|(b", 1, "unmatched closing parenthesis"),
  ])
  func saysWhereAPatternMakesNoSense(pattern: String, offset: Int, reason: String) throws {
    for isAnchored in [false, true] {
      let error = #expect(throws: PatternError.self) {
        try Pattern(pattern, anchored: isAnchored)
      }
      // The text and the place are those of what was given, not of what it was wrapped into.
      #expect(
        error?.description
          == "'\(pattern)' is not a regular expression: \(reason) (at byte \(offset))")
    }
  }

  @Test(arguments: [("a", 0), ("(a)(?:b)(?<c>d(e)?)", 3), ("\\(a\\)", 0)])
  func countsTheGroupsThatCapture(pattern: String, count: Int) throws {
    #expect(try Pattern(pattern).groupCount == count)
  }

  @Test(.timeLimit(.minutes(1)))
  func givesUpOnAPatternThatBacktracksWithoutEnd() throws {
    let pattern = try Pattern("(a+)+$")
    #expect(!pattern.matches(String(repeating: "a", count: 5000) + "b"))
    #expect(pattern.matches("aaa"))
    let nested = try Pattern("^(([a-z])+.)+[A-Z]([a-z])+$", anchored: true)
    #expect(!nested.matches(String(repeating: "a", count: 100_000)))
  }

  @Test func bytesThatAreNotUTF8MatchNothing() throws {
    let pattern = try Pattern("^..$")
    #expect(matches(pattern, [UInt8(ascii: "a"), UInt8(ascii: "b")]))
    #expect(!matches(pattern, [0xff, 0xfe]))
    #expect(!matches(pattern, [0xc3]))
    #expect(try matches(Pattern("b$"), [0xff, UInt8(ascii: "b")]))
  }

  @Test func matchesOnSeveralThreadsAtOnce() async throws {
    let pattern = try Pattern("^(eth|en)([0-9]+)s?$")
    let found = await withTaskGroup(of: Int.self) { group in
      for task in 0..<8 {
        group.addTask {
          (0..<2000).count { pattern.matches($0 % 2 == 0 ? "eth\($0)s" : "wlan\(task)") }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(found == 8000)
  }
}

@Suite struct NameFilterTests {
  @Test(
    arguments: [
      (nil, nil, ["lo", "eth0", "veth1"]), ("", "", ["lo", "eth0", "veth1"]),
      ("eth", nil, ["eth0", "veth1"]), (nil, "eth", ["lo"]), ("eth", "^veth", ["eth0"]),
      ("none", nil, []), (nil, ".", []),
    ] as [(String?, String?, [String])])
  func keepsWhatIsIncludedAndNotExcluded(
    include: String?, exclude: String?, kept: [String]
  ) throws {
    let filter = try NameFilter(flag: "x", include: include, exclude: exclude)
    #expect(["lo", "eth0", "veth1"].filter(filter.wants) == kept)
  }

  @Test func anchorsBothPatterns() throws {
    let filter = try NameFilter(flag: "x", include: "eth.*", exclude: "eth1", anchored: true)
    #expect(["eth0", "eth1", "eth10", "veth0"].filter(filter.wants) == ["eth0", "eth10"])
  }
}
