import TestSupport
import Testing

@testable import NodeExporter

@Suite struct CPUInfoTests {
  @Test func readsABlockForEachProcessor() throws {
    let file = Array(
      """
      processor	: 0
      vendor_id	: GenuineIntel
      cpu family	: 6
      model		: 142
      model name	: Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz
      stepping	: 10
      microcode	: 0xb4
      cpu MHz		: 799.998
      cache size	: 8192 KB
      physical id	: 0
      core id		: 3
      flags		: fpu vme aes
      bugs		: mds
      power management:

      processor	: 1

      """.utf8)
    var first = CPUInfo()
    first.processor = "0"
    first.vendor = "GenuineIntel"
    first.family = "6"
    first.model = "142"
    first.modelName = "Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz"
    first.stepping = "10"
    first.microcode = "0xb4"
    first.megahertz = 799.998
    first.cacheSize = "8192 KB"
    first.package = "0"
    first.core = "3"
    first.flags = "fpu vme aes"
    first.bugs = "mds"
    var second = CPUInfo()
    second.processor = "1"
    #expect(CPUInfo.read(file.span) == [first, second])
  }
}
