import Shared
import Testing

@testable import NodeExporter

@Suite struct CPUTimesTests {
  private func read(_ text: String) throws -> [CPUTimes] {
    let file = Array(text.utf8)
    return try CPUTimes.read(file.span)
  }

  @Test func readsTheLineOfEachProcessor() throws {
    let times = try read(
      """
      cpu  301854 612 111922 8979004 3552 2 3944 0 44 36
      cpu0 44490 19 21045 1087069 220 1 3410 0 2 1
      cpu3 47054 102 15683 1113230 533 0 60 0 5 4
      intr 8885917 17 0
      cpu9 1 1 1 1 1 1 1 1 1 1

      """)
    #expect(times.map(\.cpu) == [0, 3])
    #expect(
      times[0]
        == CPUTimes(cpu: 0, ticks: [44490, 19, 21045, 1_087_069, 220, 1, 3410, 0, 2, 1]))
    #expect(times[1].idle == 1_113_230)
  }

  @Test func aCounterThatStepsBackKeepsItsValue() throws {
    let memory = CPUTimesMemory()
    _ = memory.settle(try read("cpu0 10 0 10 1000 50 0 0 0 0 0\n"))
    #expect(
      memory.settle(try read("cpu0 11 0 9 999 49 0 0 0 0 0\n"))
        == (try read("cpu0 11 0 10 1000 50 0 0 0 0 0\n")))
    #expect(
      memory.settle(try read("cpu0 11 0 12 701 51 0 0 0 0 0\n"))
        == (try read("cpu0 11 0 12 1000 51 0 0 0 0 0\n")))
  }

  @Test func aProcessorThatCameBackStartsAnew() throws {
    let memory = CPUTimesMemory()
    _ = memory.settle(try read("cpu0 10 0 10 1000 50 0 0 0 0 0\n"))
    let anew = try read("cpu0 1 0 1 700 2 0 0 0 0 0\n")
    #expect(memory.settle(anew) == anew)
  }

  @Test func aProcessorThatWasIdleForShortStartsAnewAfterAnAbsence() throws {
    let memory = CPUTimesMemory()
    _ = memory.settle(try read("cpu0 1 1 1 1 1\ncpu1 90 0 80 100 50\n"))
    _ = memory.settle(try read("cpu0 1 1 1 1 1\n"))
    let anew = try read("cpu0 1 1 1 1 1\ncpu1 1 0 1 2 0\n")
    #expect(memory.settle(anew) == anew)
  }

  @Test func theHighestCountDoesNotOverflow() throws {
    let memory = CPUTimesMemory()
    let times = try read("cpu0 1 1 1 \(UInt64.max) 1\n")
    _ = memory.settle(times)
    #expect(memory.settle(times) == times)
  }

  @Test func refusesANumberThatNoProcessorHas() {
    #expect(throws: ParseError.self) { try read("cpu\(UInt64.max) 1 1 1 1\n") }
  }

  @Test func aProcessorThatWentIsNotServed() throws {
    let memory = CPUTimesMemory()
    _ = memory.settle(
      try read("cpu0 1 1 1 1 1 1 1 1 1 1\ncpu1 1 1 1 1 1 1 1 1 1 1\n"))
    #expect(memory.settle(try read("cpu0 1 1 1 1 1 1 1 1 1 1\n")).map(\.cpu) == [0])
  }
}
