/// The bits of a port's modes, by `enum ethtool_link_mode_bit_indices`.
enum EthtoolModes {
  static let autonegotiate = 6
  static let pause = 13
  static let asymmetricPause = 14

  static let ports: [(bit: Int, name: String)] = [
    (7, "TP"), (8, "AUI"), (9, "MII"), (10, "FIBRE"), (11, "BNC"), (16, "Backplane"),
  ]

  struct Speed: Sendable {
    let bit: Int
    let megabits: Int
    let medium: String
    var duplex = "full"

    var mode: String { "\(megabits)base\(medium)" }
    var bytesPerSecond: Int { megabits * 125_000 }
  }

  static let speeds: [Speed] =
    [
      Speed(bit: 0, megabits: 10, medium: "T", duplex: "half"),
      Speed(bit: 1, megabits: 10, medium: "T"),
      Speed(bit: 2, megabits: 100, medium: "T", duplex: "half"),
      Speed(bit: 3, megabits: 100, medium: "T"),
      Speed(bit: 4, megabits: 1000, medium: "T", duplex: "half"),
      Speed(bit: 5, megabits: 1000, medium: "T"), Speed(bit: 12, megabits: 10000, medium: "T"),
      Speed(bit: 15, megabits: 2500, medium: "X"), Speed(bit: 17, megabits: 1000, medium: "KX"),
      Speed(bit: 18, megabits: 10000, medium: "KX4"),
      Speed(bit: 41, megabits: 1000, medium: "X"), Speed(bit: 47, megabits: 2500, medium: "T"),
      Speed(bit: 48, megabits: 5000, medium: "T"), Speed(bit: 67, megabits: 100, medium: "T1"),
      Speed(bit: 68, megabits: 1000, medium: "T1"),
    ] + series(from: 19, 10000, ["KR", "R_FEC"]) + series(from: 21, 20000, ["MLD2", "KR2"])
    + series(from: 23, 40000, ["KR4", "CR4", "SR4", "LR4"])
    + series(from: 27, 56000, ["KR4", "CR4", "SR4", "LR4"])
    + series(from: 31, 25000, ["CR", "KR", "SR"]) + series(from: 34, 50000, ["CR2", "KR2"])
    + series(from: 36, 100000, ["KR4", "SR4", "CR4", "LR4_ER4"]) + series(from: 40, 50000, ["SR2"])
    + series(from: 42, 10000, ["CR", "SR", "LR", "LRM", "ER"])
    + series(from: 52, 50000, ["KR", "SR", "CR", "LR_ER_FR", "DR"])
    + series(from: 57, 100000, ["KR2", "SR2", "CR2", "LR2_ER2_FR2", "DR2"])
    + series(from: 62, 200000, ["KR4", "SR4", "LR4_ER4_FR4", "DR4", "CR4"])
    + series(from: 69, 400000, ["KR8", "SR8", "LR8_ER8_FR8", "DR8", "CR8"])

  private static func series(from bit: Int, _ megabits: Int, _ media: [String]) -> [Speed] {
    media.enumerated().map { Speed(bit: bit + $0, megabits: megabits, medium: $1) }
  }
}
