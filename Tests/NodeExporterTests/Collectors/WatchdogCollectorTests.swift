import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct WatchdogCollectorTests {
  @Test func writesNumbersAndWhatItIs() throws {
    let host = try HostFixture(sys: [
      "class/watchdog/watchdog0/timeout": "60\n",
      "class/watchdog/watchdog0/timeleft": "55\n",
      "class/watchdog/watchdog0/bootstatus": "0\n",
      "class/watchdog/watchdog0/identity": "Software Watchdog\n",
      "class/watchdog/watchdog0/state": "active\n",
      "class/watchdog/watchdog0/options": "0x8380\n",
    ])
    #expect(
      try exposition(of: WatchdogCollector(host.paths)) == """
        # HELP node_watchdog_bootstatus Why the machine was started last, a bit field.
        # TYPE node_watchdog_bootstatus gauge
        node_watchdog_bootstatus{name="watchdog0"} 0
        # HELP node_watchdog_timeleft_seconds Time that is left until it restarts the machine.
        # TYPE node_watchdog_timeleft_seconds gauge
        node_watchdog_timeleft_seconds{name="watchdog0"} 55
        # HELP node_watchdog_timeout_seconds Time without a sign of life until it restarts the machine.
        # TYPE node_watchdog_timeout_seconds gauge
        node_watchdog_timeout_seconds{name="watchdog0"} 60
        # HELP node_watchdog_info What a watchdog is, always 1.
        # TYPE node_watchdog_info gauge
        node_watchdog_info{identity="Software Watchdog",name="watchdog0",options="0x8380",pretimeout_governor="",state="active",status=""} 1

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: WatchdogCollector(host.paths))
    }
  }
}
