import Shared

/// Whoever knows what drivers say of their network devices: the kernel, or a recording of it.
///
/// A device whose driver does not tell throws an error with `EOPNOTSUPP`.
protocol EthtoolSource: Sendable {
  func driver(of device: String) throws(SystemError) -> EthtoolDriver
  /// What the driver counts, by the driver's own names, in its order.
  func statistics(of device: String) throws(SystemError) -> [EthtoolStatistic]
  func link(of device: String) throws(SystemError) -> EthtoolLink
}

struct EthtoolDriver: Equatable, Sendable {
  let name: String
  let version: String
  let firmware: String
  let bus: String
  let expansionROM: String
}

struct EthtoolStatistic: Equatable, Sendable {
  let name: String
  let value: UInt64
}

/// What a port can do and offers to the other end, as bits that `enum ethtool_link_mode_bit_indices`
/// numbers.
struct EthtoolLink: Equatable, Sendable {
  let isNegotiating: Bool
  let supported: Modes
  let advertised: Modes

  struct Modes: Equatable, Sendable {
    let words: [UInt32]

    func has(_ bit: Int) -> Bool {
      bit / 32 < words.count && words[bit / 32] >> (bit % 32) & 1 == 1
    }
  }
}
