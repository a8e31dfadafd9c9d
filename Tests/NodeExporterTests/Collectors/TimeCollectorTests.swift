import Glibc
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct TimeCollectorTests {
  @Test func writesTheClocksThatThereAre() throws {
    let host = try HostFixture(sys: [
      "devices/system/clocksource/clocksource0/available_clocksource": "tsc hpet acpi_pm \n",
      "devices/system/clocksource/clocksource0/current_clocksource": "tsc\n",
      "devices/system/clocksource/power/control": "auto\n",
    ])
    let text = try exposition(of: TimeCollector(host.paths))
    #expect(
      samples(text).suffix(4) == [
        #"node_time_clocksource_available_info{clocksource="tsc",device="0"} 1"#,
        #"node_time_clocksource_available_info{clocksource="hpet",device="0"} 1"#,
        #"node_time_clocksource_available_info{clocksource="acpi_pm",device="0"} 1"#,
        #"node_time_clocksource_current_info{clocksource="tsc",device="0"} 1"#,
      ])
  }

  @Test func tellsTheTimeAlsoWithoutSys() throws {
    let lines = samples(try exposition(of: TimeCollector(HostFixture().paths)))
    let zone = Zone(at: time(nil))
    #expect(lines.count == 2)
    let value = try #require(lines.first?.split(separator: " ").last)
    let seconds = try #require(Double(value))
    #expect(abs(seconds - Double(time(nil))) < 60)
    #expect(
      lines.last == #"node_time_zone_offset_seconds{time_zone="\#(zone.name)"} \#(zone.offset)"#)
  }

  @Test func theZoneIsTheOneInForceAtTheMoment() async {
    // The zone is read once in a process's life: it takes a process of its own.
    await #expect(processExitsWith: .success) {
      unsafe setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1)
      let winter = Zone(at: 1_700_000_000)
      let summer = Zone(at: 1_720_000_000)
      guard winter.name == "CET", winter.offset == 3600 else { exit(1) }
      guard summer.name == "CEST", summer.offset == 7200 else { exit(2) }
    }
  }
}
