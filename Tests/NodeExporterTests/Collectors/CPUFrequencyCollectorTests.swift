import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct CPUFrequencyCollectorTests {
  @Test func writesHertzAndGovernors() throws {
    let host = try HostFixture(sys: [
      "devices/system/cpu/cpu0/cpufreq/scaling_cur_freq": "1699981\n",
      "devices/system/cpu/cpu0/cpufreq/scaling_governor": "powersave\n",
      "devices/system/cpu/cpu0/cpufreq/scaling_available_governors": "performance powersave\n",
      "devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq": "3700000\n",
      "devices/system/cpu/cpu10/cpufreq/scaling_cur_freq": "<unknown>\n",
      "devices/system/cpu/cpuidle/current_driver": "none\n",
    ])
    #expect(
      try exposition(of: CPUFrequencyCollector(host.paths)) == """
        # HELP node_cpu_frequency_max_hertz The highest that the hardware can run at.
        # TYPE node_cpu_frequency_max_hertz gauge
        node_cpu_frequency_max_hertz{cpu="0"} 3700000000
        # HELP node_cpu_scaling_frequency_hertz The frequency that was last set.
        # TYPE node_cpu_scaling_frequency_hertz gauge
        node_cpu_scaling_frequency_hertz{cpu="0"} 1699981000
        # HELP node_cpu_scaling_governor Whether a governor chooses the processor's frequency.
        # TYPE node_cpu_scaling_governor gauge
        node_cpu_scaling_governor{cpu="0",governor="performance"} 0
        node_cpu_scaling_governor{cpu="0",governor="powersave"} 1

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: CPUFrequencyCollector(host.paths))
    }
  }
}
