import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct ThermalZoneCollectorTests {
  @Test func writesZonesAndCoolers() throws {
    let host = try HostFixture(sys: [
      "class/thermal/thermal_zone0/temp": "-12376\n",
      "class/thermal/thermal_zone0/type": "cpu-thermal\n",
      "class/thermal/thermal_zone12/type": "without power\n",
      "class/thermal/cooling_device0/type": "Processor\n",
      "class/thermal/cooling_device0/cur_state": "0\n",
      "class/thermal/cooling_device0/max_state": "3\n",
    ])
    #expect(
      try exposition(of: ThermalZoneCollector(host.paths)) == """
        # HELP node_thermal_zone_temp Temperature of a zone in degrees Celsius.
        # TYPE node_thermal_zone_temp gauge
        node_thermal_zone_temp{type="cpu-thermal",zone="0"} -12.376
        # HELP node_cooling_device_cur_state How hard a device cools now.
        # TYPE node_cooling_device_cur_state gauge
        node_cooling_device_cur_state{name="0",type="Processor"} 0
        # HELP node_cooling_device_max_state How hard a device can cool.
        # TYPE node_cooling_device_max_state gauge
        node_cooling_device_max_state{name="0",type="Processor"} 3

        """)
  }

  @Test func aSensorThatWritesRubbishCostsItsOwnSample() throws {
    let host = try HostFixture(sys: [
      "class/thermal/thermal_zone0/temp": String(repeating: "x", count: 1 << 20),
      "class/thermal/thermal_zone0/type": "a",
      "class/thermal/thermal_zone1/temp": "1000",
      "class/thermal/thermal_zone1/type": "b",
    ])
    var metrics = MetricWriter()
    #expect {
      try ThermalZoneCollector(host.paths).collect(into: &metrics)
    } throws: { error in
      error is Partial && "\(error)".utf8.count < 300
    }
    let written = String(decoding: metrics.finish().bytes, as: UTF8.self)
    #expect(written.contains(#"node_thermal_zone_temp{type="b",zone="1"} 1"#))
    #expect(!written.contains(#"zone="0""#))
  }

  @Test func isAbsentWithoutTheClass() throws {
    let host = try HostFixture()
    #expect(throws: Absent("\(host.paths.sys.root)/class/thermal")) {
      try exposition(of: ThermalZoneCollector(host.paths))
    }
  }
}
