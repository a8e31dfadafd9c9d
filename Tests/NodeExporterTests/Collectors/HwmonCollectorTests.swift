import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct HwmonCollectorTests {
  @Test func writesEachKindOfSensorInItsUnit() throws {
    let host = try HostFixture(sys: [
      "class/hwmon/hwmon3/name": "nct6779\n",
      "class/hwmon/hwmon3/temp1_input": "-5500\n",
      "class/hwmon/hwmon3/temp1_label": "Core 0 \n",
      "class/hwmon/hwmon3/temp1_crit_alarm": "0\n",
      "class/hwmon/hwmon3/temp1_type": "3\n",
      "class/hwmon/hwmon3/fan2_input": "1098\n",
      "class/hwmon/hwmon3/fan2_pulses": "2\n",
      "class/hwmon/hwmon3/in0_input": "792\n",
      "class/hwmon/hwmon3/in0_alarm": "1\n",
      "class/hwmon/hwmon3/in0_beep": "0\n",
      "class/hwmon/hwmon3/curr1_input": "250\n",
      "class/hwmon/hwmon3/power1_average": "1500000\n",
      "class/hwmon/hwmon3/power1_average_interval": "300\n",
      "class/hwmon/hwmon3/energy1_input": "12\n",
      "class/hwmon/hwmon3/humidity1_input": "45300000\n",
      "class/hwmon/hwmon3/pwm1": "153\n",
      "class/hwmon/hwmon3/pwm1_enable": "5\n",
      "class/hwmon/hwmon3/freq1_input": "852000000\n",
      "class/hwmon/hwmon3/freq1_label": "sclk\n",
      "class/hwmon/hwmon3/update_interval": "2000\n",
      "class/hwmon/hwmon3/uevent": "x\n",
      "class/hwmon/hwmon3/temp2_input": "\n",
    ])
    #expect(
      try exposition(of: HwmonCollector(host.paths, .parse([]))) == """
        # HELP node_hwmon_chip_names What a chip's driver calls it, always 1.
        # TYPE node_hwmon_chip_names gauge
        node_hwmon_chip_names{chip="nct6779",chip_name="nct6779"} 1
        # HELP node_hwmon_sensor_label What a sensor is for, always 1.
        # TYPE node_hwmon_sensor_label gauge
        node_hwmon_sensor_label{chip="nct6779",label="sclk",sensor="freq1"} 1
        node_hwmon_sensor_label{chip="nct6779",label="Core 0 ",sensor="temp1"} 1
        # HELP node_hwmon_curr_amps A sensor's input.
        # TYPE node_hwmon_curr_amps gauge
        node_hwmon_curr_amps{chip="nct6779",sensor="curr1"} 0.25
        # HELP node_hwmon_energy_joules_total A sensor's input.
        # TYPE node_hwmon_energy_joules_total counter
        node_hwmon_energy_joules_total{chip="nct6779",sensor="energy1"} 0.000012
        # HELP node_hwmon_fan_rpm A sensor's input.
        # TYPE node_hwmon_fan_rpm gauge
        node_hwmon_fan_rpm{chip="nct6779",sensor="fan2"} 1098
        # HELP node_hwmon_fan_pulses A sensor's pulses.
        # TYPE node_hwmon_fan_pulses gauge
        node_hwmon_fan_pulses{chip="nct6779",sensor="fan2"} 2
        # HELP node_hwmon_freq_freq_mhz A sensor's input.
        # TYPE node_hwmon_freq_freq_mhz gauge
        node_hwmon_freq_freq_mhz{chip="nct6779",sensor="sclk"} 852
        # HELP node_hwmon_humidity A sensor's input.
        # TYPE node_hwmon_humidity gauge
        node_hwmon_humidity{chip="nct6779",sensor="humidity1"} 45.3
        # HELP node_hwmon_in_alarm A sensor's alarm.
        # TYPE node_hwmon_in_alarm gauge
        node_hwmon_in_alarm{chip="nct6779",sensor="in0"} 1
        # HELP node_hwmon_in_beep_enabled A sensor's beep.
        # TYPE node_hwmon_in_beep_enabled gauge
        node_hwmon_in_beep_enabled{chip="nct6779",sensor="in0"} 0
        # HELP node_hwmon_in_volts A sensor's input.
        # TYPE node_hwmon_in_volts gauge
        node_hwmon_in_volts{chip="nct6779",sensor="in0"} 0.792
        # HELP node_hwmon_power_average_watt A sensor's average.
        # TYPE node_hwmon_power_average_watt gauge
        node_hwmon_power_average_watt{chip="nct6779",sensor="power1"} 1.5
        # HELP node_hwmon_power_average_interval_seconds A sensor's average_interval.
        # TYPE node_hwmon_power_average_interval_seconds gauge
        node_hwmon_power_average_interval_seconds{chip="nct6779",sensor="power1"} 0.3
        # HELP node_hwmon_pwm A sensor's pwm.
        # TYPE node_hwmon_pwm gauge
        node_hwmon_pwm{chip="nct6779",sensor="pwm1"} 153
        # HELP node_hwmon_pwm_enable A sensor's enable.
        # TYPE node_hwmon_pwm_enable gauge
        node_hwmon_pwm_enable{chip="nct6779",sensor="pwm1"} 5
        # HELP node_hwmon_temp_crit_alarm_celsius A sensor's crit_alarm.
        # TYPE node_hwmon_temp_crit_alarm_celsius gauge
        node_hwmon_temp_crit_alarm_celsius{chip="nct6779",sensor="temp1"} 0
        # HELP node_hwmon_temp_celsius A sensor's input.
        # TYPE node_hwmon_temp_celsius gauge
        node_hwmon_temp_celsius{chip="nct6779",sensor="temp1"} -5.5
        # HELP node_hwmon_temp_type A sensor's type.
        # TYPE node_hwmon_temp_type gauge
        node_hwmon_temp_type{chip="nct6779",sensor="temp1"} 3
        # HELP node_hwmon_update_interval_seconds A sensor's update_interval.
        # TYPE node_hwmon_update_interval_seconds gauge
        node_hwmon_update_interval_seconds{chip="nct6779",sensor="update_interval0"} 2

        """)
  }

  @Test func leavesOutChipsAndSensorsThatAreNotWanted() throws {
    let host = try HostFixture(sys: [
      "class/hwmon/hwmon0/name": "one\n",
      "class/hwmon/hwmon0/temp1_input": "1000\n",
      "class/hwmon/hwmon0/temp2_input": "2000\n",
      "class/hwmon/hwmon1/name": "two\n",
      "class/hwmon/hwmon1/temp1_input": "3000\n",
    ])
    #expect(
      try exposition(
        of: HwmonCollector(
          host.paths,
          .parse([
            "--collector.hwmon.chip-exclude", "^two$", "--collector.hwmon.sensor-exclude",
            "^one;temp2$",
          ]))) == """
          # HELP node_hwmon_chip_names What a chip's driver calls it, always 1.
          # TYPE node_hwmon_chip_names gauge
          node_hwmon_chip_names{chip="one",chip_name="one"} 1
          # HELP node_hwmon_temp_celsius A sensor's input.
          # TYPE node_hwmon_temp_celsius gauge
          node_hwmon_temp_celsius{chip="one",sensor="temp1"} 1

          """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: HwmonCollector(host.paths, .parse([])))
    }
  }
}
