import Shared
import Synchronization

/// Whether the server is a replica, and how far behind.
///
/// The lag is 0 when the replica is connected, hears from the primary without delay, and has replayed
/// all that the primary had by then. Otherwise it is the time since it was last known to be complete:
/// its newest commit, or what ``ReplicaProgress`` knows, whichever is later. So it grows while the
/// link is cut or slow, though there may be nothing left to replay then either; and it does not leap
/// when a primary that was idle commits. What is known is kept here, since the server forgets it with
/// the receiver; who has just started knows only of the newest commit.
///
/// Connected is a receiver that streams and has heard from the primary within three quarters of
/// `wal_receiver_timeout`: after half of it, it asks for a sign of life.
///
/// A replica of a replica knows only what that one has: when its upstream has lost the primary, the
/// lag is 0 nevertheless.
final class ReplicationCollector: PgCollector {
  let name = "replication"
  let neededRole: PredefinedRole? = .readAllStats

  /// By the label of the server, whatever database or session it is read in.
  private let known = Mutex<[String: ReplicaProgress]>([:])

  /// Servers that something is kept of; probes may ask for any number.
  private static let maxServers = 1000
  /// Seconds that a message may be on its way to a replica that is complete.
  private static let maxDelay = 2.0

  func statements(for server: ServerInfo) -> [Statement] {
    [
      """
      SELECT pg_is_in_recovery(), extract(epoch FROM clock_timestamp()),
          extract(epoch FROM pg_last_xact_replay_timestamp()),
          pg_last_wal_receive_lsn() - '0/0', pg_last_wal_replay_lsn() - '0/0',
          r.pid, r.status, extract(epoch FROM r.last_msg_receipt_time),
          extract(epoch FROM r.last_msg_send_time), r.latest_end_lsn - '0/0',
          extract(epoch FROM current_setting('wal_receiver_timeout')::interval)
        FROM (SELECT) one LEFT JOIN pg_stat_wal_receiver r ON true
      """
    ]
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    guard let row = try answers.rows().first, let state = State(row) else { return }
    let server = answers.server.label
    let progress = known.withLock { known -> ReplicaProgress? in
      guard state.isReplica else {
        known[server] = nil
        return nil
      }
      var progress = known[server] ?? ReplicaProgress()
      progress.note(state.message, replayed: state.replayed ?? 0)
      if known[server] == nil, known.count >= Self.maxServers { known.removeAll() }
      known[server] = progress
      return progress
    }
    func gauge(_ name: String, _ help: String, _ value: Double?) {
      if let value { metrics.gauge(name, help, value) }
    }
    gauge(
      "pg_replication_lag_seconds",
      """
      Seconds since the replica was last known to be complete, as far as its upstream knows; 0 while \
      it is, and on a primary.
      """,
      progress.map { lag(state, $0) } ?? 0)
    metrics.gauge("pg_replication_is_replica", "Whether the server is a replica.", state.isReplica)
    gauge(
      "pg_replication_last_replay_seconds",
      "Age in seconds of the newest commit that was replayed; 0 on a primary.",
      state.isReplica ? state.committed.map { max(0, state.now - $0) } : 0)
    guard state.isReplica else { return }
    gauge(
      "pg_replication_unreplayed_bytes", "WAL that was received and has not been replayed yet.",
      state.unreplayed)
    gauge(
      "pg_replication_receiver_connected",
      "Whether the replica streams from its primary and hears from it.",
      state.isConnected.map { $0 ? 1 : 0 })
    gauge(
      "pg_replication_receiver_last_message_seconds",
      "Seconds since the replica heard from its primary.",
      state.heard.map { max(0, state.now - $0) })
    if state.isHidden { throw Partial(MissingRight(.readAllStats)) }
  }

  private func lag(_ state: State, _ progress: ReplicaProgress) -> Double? {
    // Who does not see the receiver cannot tell whether what is replayed is all.
    guard let isConnected = state.isConnected else { return nil }
    if isConnected, state.message != nil, progress.isComplete, progress.delay <= Self.maxDelay,
      state.unreplayed.map({ $0 == 0 }) ?? true
    {
      return 0
    }
    return [state.committed, progress.complete].compactMap { $0 }.max().map {
      max(0, state.now - $0)
    }
  }

  /// What the server says of itself; times in seconds since 1970, positions in bytes.
  private struct State {
    let isReplica: Bool
    let now: Double
    let committed: Double?
    let received: UInt64?
    let replayed: UInt64?
    let receiver: Int?
    let status: String?
    let heard: Double?
    let sent: Double?
    let end: UInt64?
    let timeout: Double

    init?(_ row: Row) {
      func position(_ column: Int) -> UInt64? { row.text(column).flatMap { UInt64($0) } }
      guard let isReplica = row.bool(0), let now = row.double(1) else { return nil }
      self.isReplica = isReplica
      self.now = now
      committed = row.double(2)
      received = position(3)
      replayed = position(4)
      receiver = row.integer(5)
      status = row.text(6)
      heard = row.double(7)
      sent = row.double(8)
      end = position(9)
      timeout = row.double(10) ?? 0
    }

    /// Whether there is a receiver that the role may not see.
    var isHidden: Bool { receiver != nil && status == nil }

    var unreplayed: Double? {
      guard let received, let replayed else { return nil }
      return received > replayed ? Double(received - replayed) : 0
    }

    /// `nil` when it cannot be seen.
    var isConnected: Bool? {
      guard receiver != nil else { return false }
      guard let status else { return nil }
      guard status == "streaming", let heard else { return false }
      return timeout == 0 || now - heard < 0.75 * timeout
    }

    /// The newest one. Until the first comes, the receiver has the time of its start for both times;
    /// where there is something to send, it comes soon.
    var message: ReplicaProgress.Message? {
      guard let receiver, let heard, let sent, let end = end ?? received else { return nil }
      if heard == sent, now - heard < ReplicationCollector.maxDelay { return nil }
      return ReplicaProgress.Message(
        receiver: receiver, heard: heard, sent: heard == sent ? nil : sent,
        end: max(end, received ?? 0))
    }
  }
}
