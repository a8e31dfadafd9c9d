internal import Shared

/// Who may read the pages, by name.
struct Users: Sendable {
  enum Password: Sendable {
    case bcrypt(PasswordHash)
    /// From a flag.
    case plain(Secret)
  }

  private var passwords: [[UInt8]: Password] = [:]
  /// Of all hashes, in order.
  private var costs: [Int] = []

  /// Whether everybody may.
  var isEmpty: Bool { passwords.isEmpty }

  mutating func add(_ name: String, _ password: Password) {
    passwords[Array(name.utf8)] = password
    if case .bcrypt(let hash) = password { costs = (costs + [hash.cost]).sorted() }
  }

  /// The password of a user; `nil` if there is none of that name.
  func password(of name: [UInt8]) -> Password? { passwords[name] }

  /// What the password of somebody who is no user is checked against, so that the answer takes as
  /// long as a user's: each name seems to have one of the costs that there are, and always the same.
  ///
  /// - Parameter number: Of the name, and not to be known outside.
  func decoy(number: UInt8) -> PasswordHash? {
    costs.isEmpty ? nil : .decoy(cost: costs[Int(number) % costs.count])
  }
}
