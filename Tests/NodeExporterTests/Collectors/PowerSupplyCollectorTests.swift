import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct PowerSupplyCollectorTests {
  @Test func writesWhatEachSupplyHas() throws {
    let host = try HostFixture(sys: [
      "class/power_supply/AC/online": "0\n",
      "class/power_supply/AC/type": "Mains\n",
      "class/power_supply/BAT0/capacity": "81\n",
      "class/power_supply/BAT0/cycle_count": "0\n",
      "class/power_supply/BAT0/voltage_now": "11660000\n",
      "class/power_supply/BAT0/current_now": "-1000\n",
      "class/power_supply/BAT0/temp": "255\n",
      "class/power_supply/BAT0/status": "Discharging\n",
      "class/power_supply/BAT0/type": "Battery\n",
      "class/power_supply/USB0/online": "1\n",
    ])
    #expect(
      try exposition(
        of: PowerSupplyCollector(
          host.paths, .parse(["--collector.powersupply.ignored-supplies", "^USB"]))) == """
          # HELP node_power_supply_capacity How full the battery is, in percent.
          # TYPE node_power_supply_capacity gauge
          node_power_supply_capacity{power_supply="BAT0"} 81
          # HELP node_power_supply_cyclecount How often the battery was charged and emptied.
          # TYPE node_power_supply_cyclecount gauge
          node_power_supply_cyclecount{power_supply="BAT0"} 0
          # HELP node_power_supply_online Whether the supply gives power.
          # TYPE node_power_supply_online gauge
          node_power_supply_online{power_supply="AC"} 0
          # HELP node_power_supply_current_ampere Current, in amperes.
          # TYPE node_power_supply_current_ampere gauge
          node_power_supply_current_ampere{power_supply="BAT0"} -0.001
          # HELP node_power_supply_voltage_volt Voltage, in volts.
          # TYPE node_power_supply_voltage_volt gauge
          node_power_supply_voltage_volt{power_supply="BAT0"} 11.66
          # HELP node_power_supply_temp_celsius Temperature of the battery.
          # TYPE node_power_supply_temp_celsius gauge
          node_power_supply_temp_celsius{power_supply="BAT0"} 25.5
          # HELP node_power_supply_info What a supply is and does, always 1.
          # TYPE node_power_supply_info gauge
          node_power_supply_info{power_supply="AC",type="Mains"} 1
          node_power_supply_info{power_supply="BAT0",status="Discharging",type="Battery"} 1

          """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: PowerSupplyCollector(host.paths, .parse([])))
    }
  }
}
