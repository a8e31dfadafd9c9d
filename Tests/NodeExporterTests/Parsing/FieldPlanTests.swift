import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct FieldPlanTests {
  /// Wants what starts with a capital, and writes down what it was asked.
  private final class Chooser: Sendable {
    let asked = Monitor<[String]>([])

    func plan() -> FieldPlan {
      FieldPlan { [asked] name in
        asked.update { $0.append(name) }
        return name.first?.isUppercase == true
          ? [FieldPlan.Field(column: 0, family: name, help: "")] : []
      }
    }

    var questions: [String] { asked.read { Array($0) } }
  }

  private func families(_ plan: FieldPlan, of names: [String]) -> [String] {
    var families: [String] = []
    plan.reading { reading in
      for name in names {
        let bytes = Array(name.utf8)
        for field in reading.fields(of: TextCursor(bytes.span)) {
          families.append(reading[field].family)
        }
      }
    }
    return families
  }

  @Test func asksOnceForEachName() {
    let chooser = Chooser()
    let plan = chooser.plan()
    for _ in 1...3 { #expect(families(plan, of: ["One", "two", "Three"]) == ["One", "Three"]) }
    #expect(chooser.questions == ["One", "two", "Three"])
  }

  @Test func asksAgainFromTheFirstNameThatDiffers() {
    let chooser = Chooser()
    let plan = chooser.plan()
    #expect(families(plan, of: ["One", "Three"]) == ["One", "Three"])
    #expect(families(plan, of: ["One", "Two", "Three"]) == ["One", "Two", "Three"])
    #expect(families(plan, of: ["One", "Two", "Three"]) == ["One", "Two", "Three"])
    #expect(chooser.questions == ["One", "Three", "Two", "Three"])
  }

  @Test func survivesAFileThatBecomesShorter() {
    let plan = Chooser().plan()
    #expect(families(plan, of: ["One", "Two", "Three"]) == ["One", "Two", "Three"])
    #expect(families(plan, of: ["One"]) == ["One"])
    #expect(families(plan, of: ["One", "Two", "Four"]) == ["One", "Two", "Four"])
  }
}
