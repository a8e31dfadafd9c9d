import Foundation
import Shared
import TestSupport
import Testing

@Suite struct ProcessMetricsTests {
  @Test func tellsWhatThisProcessCosts() throws {
    let values = try Dictionary(
      uniqueKeysWithValues: samples(exposition { ProcessMetrics().write(into: &$0) }).map {
        let parts = $0.split(separator: " ")
        return (String(parts[0]), try #require(Double(parts[1])))
      })
    #expect(
      Set(values.keys) == [
        "process_cpu_seconds_total", "process_open_fds", "process_max_fds",
        "process_virtual_memory_bytes", "process_resident_memory_bytes",
        "process_virtual_memory_max_bytes", "process_start_time_seconds",
      ])
    let started = try #require(values["process_start_time_seconds"])
    #expect(abs(started - Date().timeIntervalSince1970) < 3600)
    let resident = try #require(values["process_resident_memory_bytes"])
    let virtual = try #require(values["process_virtual_memory_bytes"])
    #expect(resident > 1_000_000 && resident < virtual)
    let descriptors = try #require(values["process_open_fds"])
    let names = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    #expect(abs(descriptors - Double(names)) < 50)
  }
}
