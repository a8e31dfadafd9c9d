import Testing

@testable import NodeExporter

@Suite struct ExpectedInstancesTests {
  @Test func aStoppedInstanceIsStillThere() {
    var instances = ExpectedInstances()
    #expect(completed(&instances, ["a.service", "w@1.service"]) == ["a.service", "w@1.service"])
    #expect(completed(&instances, ["z.service"]) == ["w@1.service down", "z.service"])
    #expect(completed(&instances, ["w@1.service", "z.service"]) == ["w@1.service", "z.service"])
  }

  @Test func instancesWithoutEndAreNotAllRemembered() {
    var instances = ExpectedInstances()
    let names = (0..<2 * ExpectedInstances.limit).map { "w@\($0).service" }
    #expect(completed(&instances, names).count == names.count)
    #expect(completed(&instances, []).count == ExpectedInstances.limit)
  }

  private func completed(_ instances: inout ExpectedInstances, _ up: [String]) -> [String] {
    var expected = up.map { (name: $0, isUp: true) }
    instances.complete(&expected)
    return expected.map { $0.isUp ? $0.name : "\($0.name) down" }
  }
}
