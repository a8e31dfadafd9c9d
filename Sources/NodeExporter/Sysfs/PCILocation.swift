/// Where a device sits on the PCI buses: `0000:04:00.1` as `/sys/bus/pci/devices` names it.
struct PCILocation: Equatable, Sendable {
  let segment: String
  let bus: String
  let device: String
  let function: String

  init?(_ name: String) {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    let last = parts[2].split(separator: ".", omittingEmptySubsequences: false)
    guard last.count == 2, Self.isHexadecimal(parts[0]), Self.isHexadecimal(parts[1]),
      Self.isHexadecimal(last[0]), Self.isHexadecimal(last[1])
    else { return nil }
    segment = String(parts[0])
    bus = String(parts[1])
    device = String(last[0])
    function = String(last[1])
  }

  private static func isHexadecimal(_ text: Substring) -> Bool {
    !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isHexDigit }
  }
}
