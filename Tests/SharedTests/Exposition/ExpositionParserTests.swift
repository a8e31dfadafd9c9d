import Shared
import TestSupport
import Testing

@Suite struct ExpositionParserTests {
  private func parse(
    _ text: String, order: ExpositionParser.Order = .contiguous
  ) throws -> ParsedExposition {
    try ExpositionParser.parse(Array(text.utf8), order: order)
  }

  /// The families on lines of their own, each followed by its samples.
  private func description(of text: String) throws -> [String] {
    try parse(text).families.flatMap { family in
      ["\(family.name) \(family.kind) \(family.help ?? "-")"]
        + family.samples.map { sample in
          let labels = sample.labels.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
          let time = sample.timestamp.map { " @\($0)" } ?? ""
          return "\(sample.line): \(sample.name)[\(labels)] \(sample.value)\(time)"
        }
    }
  }

  @Test func readsFamiliesAndSamples() throws {
    let text = #"""
      # HELP http_requests_total The \\total\nnumber of "requests".
      # TYPE http_requests_total counter
      http_requests_total{method="post",code="200"} 1027 1395066363000
      http_requests_total{method="post",code="400"}    3 -1395066363000

      # A comment, an odd one: TYPE x gauge
      #
      msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT",error="Cannot find:\n\"FILE.TXT\""} 1.458255915e9
      no_labels 12.47
        something_weird  { problem = "division by zero" , } +Inf  -3982045
      empty{} NaN
      tight{a="}"}7
      # TYPE http_request_duration_seconds HISTOGRAM
      http_request_duration_seconds_bucket{le="0.05"} 24054
      http_request_duration_seconds_bucket{le="+Inf"} 144320
      http_request_duration_seconds_sum 53423
      http_request_duration_seconds_count 144320
      # HELP rpc_seconds
      # TYPE rpc_seconds summary
      # HELP rpc_seconds Time.
      rpc_seconds{quantile="0.01"} 3102
      rpc_seconds_sum 1.7560473e+07
      rpc_seconds_count 2693
      rpc_seconds_bucket 1

      """#
    #expect(
      try description(of: text) == [
        "http_requests_total counter The \\total\nnumber of \"requests\".",
        "3: http_requests_total[method=post,code=200] 1027.0 @1395066363000",
        "4: http_requests_total[method=post,code=400] 3.0 @-1395066363000",
        "msdos_file_access_time_seconds untyped -",
        "8: msdos_file_access_time_seconds[path=C:\\DIR\\FILE.TXT,error=Cannot find:\n\"FILE.TXT\"] 1458255915.0",
        "no_labels untyped -",
        "9: no_labels[] 12.47",
        "something_weird untyped -",
        "10: something_weird[problem=division by zero] inf @-3982045",
        "empty untyped -",
        "11: empty[] nan",
        "tight untyped -",
        "12: tight[a=}] 7.0",
        "http_request_duration_seconds histogram -",
        "14: http_request_duration_seconds_bucket[le=0.05] 24054.0",
        "15: http_request_duration_seconds_bucket[le=+Inf] 144320.0",
        "16: http_request_duration_seconds_sum[] 53423.0",
        "17: http_request_duration_seconds_count[] 144320.0",
        "rpc_seconds summary Time.",
        "21: rpc_seconds[quantile=0.01] 3102.0",
        "22: rpc_seconds_sum[] 17560473.0",
        "23: rpc_seconds_count[] 2693.0",
        "rpc_seconds_bucket untyped -",
        "24: rpc_seconds_bucket[] 1.0",
      ])
  }

  @Test(arguments: ["", "\n", "\n\n# nothing\n", "#\n", "#HELP\n", "# TYPE\t\n"])
  func aTextMayHaveNoSamples(text: String) throws {
    #expect(try parse(text).families.isEmpty)
  }

  @Test(arguments: [
    ("a 1", 1, "the text ends without a newline; is it still being written?"),
    ("a 1\nb 2\n# HELP c", 3, "the text ends without a newline; is it still being written?"),
    ("a\n", 1, "'' is no value"),
    ("a b\n", 1, "'b' is no value"),
    ("1a 1\n", 1, "'1a' is no name"),
    ("a-b 1\n", 1, "'a-b' is no name"),
    ("\na.b{} 1\n", 2, "'a.b{}' is no name"),
    ("\u{feff}a 1\n", 1, "'\u{feff}a' is no name"),
    ("a 1\r\n", 1, "'1\r' is no value"),
    ("a 1 2 3\n", 1, "'3' is more than a sample has"),
    ("a 1 1.5\n", 1, "'1.5' is no timestamp"),
    ("a 1 99999999999999999999\n", 1, "'99999999999999999999' is no timestamp"),
    ("{a=\"b\"} 1\n", 1, "'{a=\"b\"}' is no name"),
    // Labels.
    ("a{\n", 1, "a label's name is expected"),
    ("a{,} 1\n", 1, "a label's name is expected"),
    ("a{1=\"\"} 1\n", 1, "a label's name is expected"),
    ("a{b:c=\"\"} 1\n", 1, "'=' is expected behind the label b"),
    ("a{b} 1\n", 1, "'=' is expected behind the label b"),
    ("a{b=c} 1\n", 1, "the value of the label b is not in quotes"),
    ("a{b=\"c} 1\n", 1, "the value of the label b has no end"),
    ("a{b=\"\\\n", 1, "a backslash that escapes neither '\\', '\"' nor 'n'"),
    ("a{b=\"\\t\"} 1\n", 1, "a backslash that escapes neither '\\', '\"' nor 'n'"),
    ("a{b=\"c\" d=\"e\"} 1\n", 1, "',' or '}' is expected behind the label b"),
    ("a{b=\"c\",,} 1\n", 1, "a label's name is expected"),
    ("a{b=\"1\",c=\"2\",b=\"3\"} 1\n", 1, "the label b twice"),
    ("a{__name__=\"b\"} 1\n", 1, "the label __name__ is Prometheus's own"),
    // Series.
    ("a 1\na 2\n", 2, "a series twice: a"),
    ("a{b=\"1\",c=\"2\"} 1\na{c=\"2\",b=\"1\"} 1\n", 2, "a series twice: a{c=\"2\",b=\"1\"}"),
    ("a{b=\"\"} 1\na 1\n", 2, "a series twice: a"),
    ("a 1 1000\na 1 2000\n", 2, "a series twice: a"),
    // Families.
    ("a{x=\"1\"} 1\nb 1\n\na{x=\"2\"} 1\n", 4, "lines of a apart from its others"),
    ("# HELP a A.\n# HELP b B.\n# TYPE a gauge\n", 3, "lines of a apart from its others"),
    ("# TYPE a gauge\n# TYPE a gauge\n", 2, "a second TYPE of a"),
    ("# HELP a A.\n# HELP a A.\n", 2, "a second HELP of a"),
    ("a 1\n# TYPE a gauge\n", 2, "the TYPE of a behind its samples"),
    ("# TYPE a number\n", 1, "'number' is no type (of a)"),
    ("# TYPE a info\n", 1, "'info' is no type (of a)"),
    ("# TYPE a-b gauge\n", 1, "'a-b' is no name"),
    ("# HELP a A \\t.\n", 1, "a backslash in a HELP that escapes neither '\\' nor 'n'"),
    ("# HELP a A.\\\n", 1, "a backslash in a HELP that escapes neither '\\' nor 'n'"),
    // Histograms and summaries.
    ("# TYPE a histogram\na 1\n", 2, "a sample of the histogram a without _bucket"),
    ("# TYPE a histogram\na_bucket 1\n", 2, "a_bucket without a number in the label le"),
    ("# TYPE a histogram\na_bucket{le=\"x\"} 1\n", 2, "a_bucket without a number in the label le"),
    ("# TYPE a summary\na 1\n", 2, "a without a number in the label quantile"),
  ])
  func saysWhatIsWrongAndWhere(text: String, line: Int, reason: String) {
    #expect(throws: ExpositionError(line: line, reason: reason)) { try parse(text) }
  }

  @Test func refusesBytesThatAreNotUTF8() {
    let text = Array("a 1\nb{c=\"".utf8) + [0xff] + Array("\"} 1\n".utf8)
    #expect(throws: ExpositionError(line: 2, reason: "bytes that are not UTF-8")) {
      try ExpositionParser.parse(text)
    }
  }

  @Test(arguments: [
    ("0", 0.0), ("-0", -0.0), ("1", 1), ("+1", 1), ("1.", 1), (".5", 0.5), ("-1.5e3", -1500),
    ("1E+2", 100), ("0012", 12), ("123456789012345", 123_456_789_012_345),
    ("9007199254740993", 0x1p53), ("5e-324", .leastNonzeroMagnitude), ("1e-999", 0),
    ("1.7976931348623157e308", .greatestFiniteMagnitude), ("Inf", .infinity), ("+inf", .infinity),
    ("-INFINITY", -.infinity), ("NaN", .nan), ("nan", .nan),
    ("", nil), ("+", nil), (".", nil), ("e5", nil), ("1e", nil), ("1e+", nil), ("1e999", nil),
    ("0x1p4", nil), ("0x10", nil), ("1_000", nil), ("-nan", nil), ("nan(1)", nil), ("in", nil),
    ("1,5", nil), ("--1", nil), ("1e5.5", nil), ("١", nil),
  ])
  func readsNumbersAsPrometheusDoes(text: String, value: Double?) {
    let parsed = try? parse("a \(text)\n").families[0].samples[0].value
    #expect(
      parsed?.bitPattern == value?.bitPattern || (parsed?.isNaN == true && value?.isNaN == true))
  }

  @Test func readsMixedFamiliesWhereThatIsAllowed() throws {
    let text = "a{x=\"1\"} 1\nb 2\na{x=\"2\"} 3\n"
    let families = try parse(text, order: .any).families
    #expect(families.map(\.name) == ["a", "b"])
    #expect(families[0].samples.map(\.line) == [1, 3])
    #expect(throws: ExpositionError(line: 3, reason: "a series twice: a")) {
      try parse("a 1\nb 2\na 3\n", order: .any)
    }
  }

  @Test func readsWhatTheWriterWrites() throws {
    let text = exposition { metrics in
      metrics.counter("a_total", "A \\ b\nc.", 0.1)
      metrics.family("b_info", .info, "B.")
      metrics.sample(1, [Label("x", "\"\\\n"), Label("y", "ü")])
      metrics.family("c_seconds", .histogram, "C.")
      metrics.histogram(buckets: [(0.1, 1), (1e6, 2)], sum: 3, count: 4, Labels([Label("l", "m")]))
      metrics.family("d_seconds", .summary, "D.")
      metrics.summary(quantiles: [(0.5, .nan)], sum: -.infinity, count: 4)
    }
    let again = try exposition { metrics in
      for family in try parse(text).families {
        var lines: [UInt8] = []
        for sample in family.samples { sample.write(to: &lines) }
        metrics.family(family.name, family.kind, family.help ?? "")
        metrics.samples(rendered: lines)
      }
    }
    #expect(again == text)
  }

  /// A rubbish text is an error, never a trap; what is read can be written and read again.
  @Test func survivesRubbish() throws {
    let seed = Array(
      "# HELP a A\\n\n# TYPE a histogram\na_bucket{le=\"+Inf\",b=\"\\\"\"} 1 2\na_sum 1e5\nb{c=\"ü\"} 1\n"
        .utf8)
    var state: UInt64 = 7
    func random(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let bytes = Array("{}\",=\\\n\t #ae01.\r\0ü".utf8)
    var readable = 0
    for _ in 0..<5000 {
      var text = seed
      for _ in 0...random(4) {
        let place = random(text.count)
        switch random(3) {
        case 0: text[place] = bytes[random(bytes.count)]
        case 1: text.insert(bytes[random(bytes.count)], at: place)
        default: text.removeSubrange(place..<min(text.count, place + 1 + random(8)))
        }
        if text.isEmpty { text = [UInt8(ascii: "\n")] }
      }
      guard let parsed = try? ExpositionParser.parse(text, order: .any) else { continue }
      readable += 1
      for sample in parsed.families.flatMap(\.samples) {
        var line: [UInt8] = []
        sample.write(to: &line)
        let again = try ExpositionParser.parse(line).families[0].samples[0]
        #expect(again.series == sample.series)
      }
    }
    #expect(readable > 100)
  }

  /// Time proportional to the text: a quadratic step would take minutes.
  @Test func readsLargeTexts() throws {
    let many = (0..<20_000).map { "family_\($0 / 4){device=\"\($0)\"} \($0)\n" }.joined()
    #expect(try parse(many).families.count == 5000)
    let wide = (0..<20_000).map { "l\($0)=\"v\"" }.joined(separator: ",")
    #expect(try parse("a{\(wide)} 1\n").families[0].samples[0].labels.count == 20_000)
    let mixed = (0..<10_000).map { "a{x=\"\($0)\"} 1\nb{x=\"\($0)\"} 1\n" }.joined()
    #expect(try parse(mixed, order: .any).families[1].samples.count == 10_000)
    let long = String(repeating: "x", count: 1_000_000)
    #expect(throws: ExpositionError(line: 1, reason: "'' is no value")) { try parse(long + "\n") }
  }
}
