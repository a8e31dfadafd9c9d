internal import Logging
internal import Shared
internal import Synchronization
internal import TLS

/// Settings that are read again whenever a file that they come from has changed.
///
/// Whoever asks for them has the files looked at first, as a change is to count from the next
/// request on. On a mount whose server is dead that hangs: it does so to one thread, and for all
/// others what was read stays in force.
final class LiveSettings: Sendable {
  /// What is in force.
  struct InForce: Sendable {
    let settings: WebSettings
    /// `nil` for plain HTTP.
    let tls: TLSServerContext?
  }

  private enum Glance: Hashable { case all }

  private let store: Store
  private let glances: PatientCalls<Glance, Bool>
  private static let patience = Duration.milliseconds(50)

  /// - Parameters:
  ///   - file: Where the settings are, if they are in a file.
  ///   - read: Reads them; its errors name the line and the remedy.
  init(file: String?, log: Logger, read: @escaping @Sendable () throws -> WebSettings) throws {
    let store = try Store(file: file, log: log, read: read)
    self.store = store
    glances = PatientCalls(limit: 2, patience: Self.patience) { _ in
      store.look()
      return true
    } notice: { _, event in
      guard event == .stuck else { return }
      log.warning("the files of TLS and passwords do not answer; what was read stays in force")
    }
  }

  /// What is in force now that the files were looked at, by the caller, who may hang in it.
  var current: InForce {
    store.look()
    return store.inForce
  }

  /// The same for the thread that owns all connections: another one looks, and is waited for a
  /// moment only.
  var soon: InForce {
    _ = glances.ask([.all], by: Deadline(in: Self.patience))
    return store.inForce
  }

  /// What was in force when they were last looked at.
  var last: InForce { store.inForce }
}

/// Keeps the settings and knows in which state the files were.
private final class Store: Sendable {
  private struct State {
    var inForce: LiveSettings.InForce
    /// By path; `nil` for a file that was not there.
    var seen: [String: FileStatus?]
    /// Whether a thread is at it, or hangs in it.
    var isLooking = false
  }

  private let file: String?
  private let log: Logger
  private let read: @Sendable () throws -> WebSettings
  private let state: Mutex<State>

  init(file: String?, log: Logger, read: @escaping @Sendable () throws -> WebSettings) throws {
    self.file = file
    self.log = log
    self.read = read
    var seen: [String: FileStatus?] = [:]
    let inForce = try Self.load(file, read, &seen)
    state = Mutex(State(inForce: inForce, seen: seen))
  }

  var inForce: LiveSettings.InForce { state.withLock { $0.inForce } }

  /// Reads the files again if one has changed, unless another thread is at it.
  func look() {
    let isFirst = state.withLock { state in
      defer { state.isLooking = true }
      return !state.isLooking
    }
    guard isFirst else { return }
    defer { state.withLock { $0.isLooking = false } }
    lookAlone()
  }

  private func lookAlone() {
    let (old, before) = state.withLock { ($0.inForce, $0.seen) }
    guard before.contains(where: { Self.status(of: $0.key) != $0.value }) else { return }
    var seen: [String: FileStatus?] = [:]
    do {
      let new = try Self.load(file, read, &seen)
      guard (new.tls == nil) == (old.tls == nil) else { throw ChangeOfProtocol() }
      state.withLock { state in
        state.inForce = new
        state.seen = seen
      }
      log.notice("TLS and passwords loaded again")
    } catch {
      // What cannot be used is not read again before one of all these files changes once more.
      for path in before.keys where seen[path] == nil { seen[path] = .some(Self.status(of: path)) }
      state.withLock { $0.seen = seen }
      log.error(
        "TLS and passwords not loaded, the old ones stay in force", metadata: ["err": "\(error)"])
    }
  }

  /// - Parameter seen: Gets the state of each file before it is read: what is written meanwhile
  ///   counts as a change.
  private static func load(
    _ file: String?, _ read: () throws -> WebSettings, _ seen: inout [String: FileStatus?]
  ) throws -> LiveSettings.InForce {
    if let file { seen[file] = .some(status(of: file)) }
    let settings = try read()
    for path in settings.files { seen[path] = .some(status(of: path)) }
    if !settings.users.isEmpty { try PasswordHash.prepare() }
    guard let tls = settings.tls else { return LiveSettings.InForce(settings: settings, tls: nil) }
    do throws(TLSServerError) {
      return LiveSettings.InForce(settings: settings, tls: try TLSServerContext(tls))
    } catch {
      throw settings.explain(error)
    }
  }

  private static func status(of path: String) -> FileStatus? { try? FileStatus(of: path) }

  /// A slip in a file must not open to all what was closed, nor lock out who cannot know.
  private struct ChangeOfProtocol: Error, CustomStringConvertible {
    var description: String { "TLS cannot be turned on or off while the program runs: restart it" }
  }
}
