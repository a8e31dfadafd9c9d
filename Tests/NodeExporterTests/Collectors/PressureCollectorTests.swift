import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct PressureCollectorTests {
  private static let some = "some avg10=0.18 avg60=0.34 avg300=0.10 total=159886802\n"
  private static let full = "full avg10=0.18 avg60=0.34 avg300=0.10 total=2000000\n"

  @Test func writesSecondsOfWaiting() throws {
    let host = try HostFixture(proc: [
      "pressure/cpu": Self.some + Self.full, "pressure/io": Self.some + Self.full,
      "pressure/memory": Self.some + Self.full, "pressure/irq": Self.full,
    ])
    #expect(
      samples(try exposition(of: PressureCollector(host.paths))) == [
        "node_pressure_cpu_waiting_seconds_total 159.886802",
        "node_pressure_io_waiting_seconds_total 159.886802",
        "node_pressure_io_stalled_seconds_total 2",
        "node_pressure_memory_waiting_seconds_total 159.886802",
        "node_pressure_memory_stalled_seconds_total 2",
        "node_pressure_irq_stalled_seconds_total 2",
      ])
  }

  @Test func leavesOutWhatTheKernelDoesNotWatch() throws {
    let host = try HostFixture(proc: ["pressure/cpu": Self.some, "pressure/io": Self.some])
    #expect(
      samples(try exposition(of: PressureCollector(host.paths))) == [
        "node_pressure_cpu_waiting_seconds_total 159.886802",
        "node_pressure_io_waiting_seconds_total 159.886802",
      ])
  }

  @Test func isAbsentWithoutAny() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) { try exposition(of: PressureCollector(host.paths)) }
  }

  @Test func namesAFileThatItCannotRead() throws {
    let host = try HostFixture(proc: ["pressure/io": "some avg10=0.18\n"])
    #expect(
      throws: MalformedFile(
        path: "\(host.paths.proc.root)/pressure/io",
        reason: ParseError(expected: "total=", found: ""))
    ) { try exposition(of: PressureCollector(host.paths)) }
  }
}
