internal import Shared

/// Checks passwords, with bounded work.
///
/// One is hashed at a time and few may wait for that; whoever comes then is told to come again, at
/// once. A password that was checked is known again by a digest with a key of this process: scrapers
/// with the right one do not stand in that line however many guess passwords, and one that comes
/// with the same wrong one again and again costs nothing.
final class PasswordChecker: Sendable {
  enum Verdict: Equatable {
    case right, wrong
    /// It was not looked at: too many others are waiting.
    case busy
  }

  private struct State {
    /// Digests of what was right, and of what was wrong, the oldest first. They are apart, so that
    /// guesses do not drive out what is right.
    var right: [[UInt8]] = []
    var wrong: [[UInt8]] = []
    var isHashing = false
    /// Those who wait for a hash or have one made.
    var present = 0
  }

  /// Digests of each kind that are kept: more than there are scrapers.
  private static let digestLimit = 64

  private let presentLimit: Int
  private let patience: Duration
  private let key: [UInt8]
  private let state = Monitor(State())

  /// - Parameters:
  ///   - presentLimit: How many may have a password hashed or wait for it.
  ///   - patience: How long somebody waits.
  init(presentLimit: Int = 5, patience: Duration = .seconds(5)) {
    self.presentLimit = presentLimit
    self.patience = patience
    var random = SystemRandomNumberGenerator()
    key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  /// Whether this was right already; it takes a moment only.
  func knows(_ credentials: BasicCredentials, _ users: Users) -> Bool {
    switch users.password(of: credentials.name) {
    case nil: false
    case .plain(let secret): isSame(credentials.password, secret)
    case .bcrypt(let hash): verdict(on: digest(credentials, hash)) == .right
    }
  }

  func check(_ credentials: BasicCredentials, _ users: Users) -> Verdict {
    var hash: PasswordHash?
    switch users.password(of: credentials.name) {
    case .plain(let secret): return isSame(credentials.password, secret) ? .right : .wrong
    case .bcrypt(let own): hash = own
    case nil: break
    }
    guard let against = hash ?? users.decoy(number: digest([credentials.name])[0]) else {
      // All passwords are plain: one is compared as the user's own would be.
      _ = isSame(credentials.password, Secret(""))
      return .wrong
    }
    let digest = digest(credentials, against)
    if let verdict = verdict(on: digest) { return verdict }
    guard enter() else { return .busy }
    defer { leave() }
    // Somebody may have had the same one checked meanwhile.
    if let verdict = verdict(on: digest) { return verdict }
    let isRight = against.matches(credentials.password) && hash != nil
    remember(digest, isRight)
    return isRight ? .right : .wrong
  }

  /// How long it takes tells nothing, since what is compared cannot be known outside.
  private func isSame(_ password: [UInt8], _ secret: Secret) -> Bool {
    digest([password]) == digest([Array(secret.revealed.utf8)])
  }

  private func digest(_ credentials: BasicCredentials, _ hash: PasswordHash) -> [UInt8] {
    digest([credentials.name, hash.bytes, credentials.password])
  }

  /// Each part with its length before it, so that no two lists are alike.
  private func digest(_ parts: [[UInt8]]) -> [UInt8] {
    var message = key
    for part in parts {
      for shift in stride(from: 24, through: 0, by: -8) {
        message.append(UInt8(truncatingIfNeeded: part.count >> shift))
      }
      message += part
    }
    return SHA256.digest(message)
  }

  /// What came of checking the same before, if that is still known.
  private func verdict(on digest: [UInt8]) -> Verdict? {
    state.read { state in
      if state.right.contains(digest) { return .right }
      return state.wrong.contains(digest) ? .wrong : nil
    }
  }

  private func remember(_ digest: [UInt8], _ isRight: Bool) {
    state.adjust { state in
      let list = isRight ? \State.right : \State.wrong
      if state[keyPath: list].count >= Self.digestLimit { state[keyPath: list].removeFirst() }
      state[keyPath: list].append(digest)
    }
  }

  // MARK: - The line

  /// Waits for its turn; false when there is none to be had.
  private func enter() -> Bool {
    let isAdmitted = state.adjust { state in
      guard state.present < presentLimit else { return false }
      state.present += 1
      return true
    }
    guard isAdmitted else { return false }
    let hasTurn: Bool? = state.wait(until: Deadline(in: patience)) { state in
      guard !state.isHashing else { return nil }
      state.isHashing = true
      return true
    }
    if hasTurn == nil { state.adjust { $0.present -= 1 } }
    return hasTurn != nil
  }

  private func leave() {
    state.update { state in
      state.isHashing = false
      state.present -= 1
    }
  }
}
