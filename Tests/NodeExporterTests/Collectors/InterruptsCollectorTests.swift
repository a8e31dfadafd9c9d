import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct InterruptsCollectorTests {
  @Test func namesProcessorsByTheHeader() throws {
    let host = try HostFixture(proc: [
      "interrupts": """
                 CPU0       CPU2      \u{20}
        0:         18          0  IR-IO-APIC-edge      timer
       16:     328511      32287  IR-IO-APIC-fasteoi   ehci_hcd:usb1, mmc0
      NMI:         47       5031   Non-maskable interrupts
      ERR:          0

      """
    ])
    #expect(
      try exposition(of: InterruptsCollector(host.paths, .parse([]))) == """
        # HELP node_interrupts_total Interrupts by processor, type and what raises them.
        # TYPE node_interrupts_total counter
        node_interrupts_total{cpu="0",devices="timer",info="IR-IO-APIC-edge",type="0"} 18
        node_interrupts_total{cpu="2",devices="timer",info="IR-IO-APIC-edge",type="0"} 0
        node_interrupts_total{cpu="0",devices="ehci_hcd:usb1, mmc0",info="IR-IO-APIC-fasteoi",type="16"} 328511
        node_interrupts_total{cpu="2",devices="ehci_hcd:usb1, mmc0",info="IR-IO-APIC-fasteoi",type="16"} 32287
        node_interrupts_total{cpu="0",devices="",info="Non-maskable interrupts",type="NMI"} 47
        node_interrupts_total{cpu="2",devices="",info="Non-maskable interrupts",type="NMI"} 5031

        """)
  }

  @Test func leavesOutWhatIsNotWanted() throws {
    let host = try HostFixture(proc: [
      "interrupts": """
                 CPU0       CPU2      \u{20}
        0:         18          0  IR-IO-APIC-edge      timer
       16:     328511      32287  IR-IO-APIC-fasteoi   ehci_hcd:usb1, mmc0
      NMI:         47       5031   Non-maskable interrupts
      ERR:          0

      """
    ])
    #expect(
      try exposition(
        of: InterruptsCollector(
          host.paths,
          .parse([
            "--collector.interrupts.name-exclude", "^NMI;",
            "--no-collector.interrupts.include-zeros",
          ]))) == """
          # HELP node_interrupts_total Interrupts by processor, type and what raises them.
          # TYPE node_interrupts_total counter
          node_interrupts_total{cpu="0",devices="timer",info="IR-IO-APIC-edge",type="0"} 18
          node_interrupts_total{cpu="0",devices="ehci_hcd:usb1, mmc0",info="IR-IO-APIC-fasteoi",type="16"} 328511
          node_interrupts_total{cpu="2",devices="ehci_hcd:usb1, mmc0",info="IR-IO-APIC-fasteoi",type="16"} 32287

          """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: InterruptsCollector(host.paths, .parse([])))
    }
  }
}
