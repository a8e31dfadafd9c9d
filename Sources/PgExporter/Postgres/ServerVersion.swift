/// A server's version as libpq numbers it: 150004 is 15.4.
struct ServerVersion: Comparable, Sendable, CustomStringConvertible {
  let number: Int

  init(number: Int) { self.number = number }

  /// The first release of a major version.
  init(_ major: Int) { number = major * 10000 }

  static func < (left: Self, right: Self) -> Bool { left.number < right.number }

  var major: Int { number / 10000 }

  /// `15.4`, or `9.6.24` before version 10.
  var description: String {
    number >= 100000
      ? "\(major).\(number % 10000)" : "\(major).\(number / 100 % 100).\(number % 100)"
  }
}

extension ServerVersion: ExpressibleByIntegerLiteral {
  /// A major version.
  init(integerLiteral major: Int) { self.init(major) }
}
