import Shared
import Testing

@testable import PgExporter

@Suite struct ConstantLabelsTests {
  @Test(arguments: [
    ("", ""), ("env=prod", "env=prod"), ("env=prod, cluster = a=b ,", "env=prod|cluster=a=b"),
    ("empty=", "empty="),
  ])
  func areReadAsTheyAreGiven(text: String, labels: String) throws {
    let parsed = try ConstantLabels.parse(text).map { "\($0.name)=\($0.value)" }
    #expect(parsed.joined(separator: "|") == labels)
  }

  @Test(arguments: [
    ("env", "'env' is no NAME=VALUE; commas separate them"),
    ("1env=x", "'1env' cannot be a label: letters, digits and _ can"),
    ("a-b=x", "'a-b' cannot be a label: letters, digits and _ can"),
    ("=x", "'' cannot be a label: letters, digits and _ can"),
    ("__name__=x", "'__name__' cannot be a label: letters, digits and _ can"),
    ("datname=x", "series have a label 'datname' of their own; take another name"),
    ("env=x,env=y", "'env' is there twice"),
  ])
  func anErrorNamesTheLabel(text: String, reason: String) {
    #expect(throws: FlagError(flag: "constantLabels", reason: reason)) {
      try ConstantLabels.parse(text)
    }
  }
}
