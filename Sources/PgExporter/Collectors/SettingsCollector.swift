import Shared
import Synchronization

/// The server's settings that are numbers or switches, from `pg_settings`, each a family.
///
/// Sizes are in bytes and times in seconds; -1, which means something special, stays as it is. What our
/// own session set for itself, such as its time limits, is served as any other session would have it.
final class SettingsCollector: PgCollector {
  let name = "settings"
  let neededRole: PredefinedRole? = .readAllSettings
  /// The rows of the last scrape by the server's version: as a rule the next has the same, and their
  /// names and texts are made only once.
  private let known = Mutex<[Int: [Setting]]>([:])

  func statements(for server: ServerInfo) -> [Statement] {
    [
      """
      SELECT name, unit, CASE source WHEN 'session' THEN reset_val ELSE setting END,
          pg_is_in_recovery()
        FROM pg_settings
        WHERE vartype IN ('bool', 'integer', 'real')
          AND name NOT IN ('sync_commit_cancel_wait', 'google_dataplex.max_messages')
      """
    ]
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    let version = answers.server.version.number
    let rows = try answers.rows()
    var settings = known.withLock { $0[version] ?? [] }
    var isNew = settings.count != rows.count
    settings.removeLast(max(0, settings.count - rows.count))
    var losses = Losses()
    var isReadOnly = false
    for (index, row) in rows.enumerated() {
      if index == settings.count {
        settings.append(Setting(row))
      } else if !settings[index].isOf(row) {
        settings[index] = Setting(row)
        isNew = true
      }
      let setting = settings[index]
      switch setting.role {
      // Comes first, since the rows are in the order of their names.
      case .readOnlyByDefault: isReadOnly = row.has("on", in: 2) || row.has("t", in: 3)
      // Of our transaction, which only reads; others are as the default says, or as a standby must.
      case .readOnlyNow:
        setting.write(isReadOnly, into: &metrics)
        continue
      case .plain: break
      }
      losses.noting { try setting.write(row, into: &metrics) }
    }
    if isNew { known.withLock { [settings] in $0[version] = settings } }
    try losses.report()
  }
}

/// A row of `pg_settings`: `name`, `unit`, the value. A class, since it has several strings, and each
/// would be retained whenever a value is handed on.
private final class Setting: Sendable {
  private let name: String
  private let unitName: String?
  /// `nil` when the unit is not one that we know.
  private let unit: SettingUnit?
  private let header: FamilyHeader
  let role: Role

  /// What the settings have to do with our transaction being one that only reads.
  enum Role { case plain, readOnlyByDefault, readOnlyNow }

  init(_ row: Row) {
    let name = row.text(0) ?? ""
    self.name = name
    role =
      switch name {
      case "default_transaction_read_only": .readOnlyByDefault
      case "transaction_read_only": .readOnlyNow
      default: .plain
      }
    unitName = row.text(1)
    unit = SettingUnit(unitName ?? "")
    let base = unit?.base ?? .none
    let spelling = name.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        byte
      default: UInt8(ascii: "_")
      }
    }
    header = FamilyHeader(
      "pg_settings_\(String(decoding: spelling, as: UTF8.self))\(base.suffix)", .gauge,
      base.help)
  }

  func isOf(_ row: Row) -> Bool { row.has(name, in: 0) && row.has(unitName, in: 1) }

  func write(_ isOn: Bool, into metrics: inout MetricWriter) { metrics.single(header, isOn) }

  func write(_ row: Row, into metrics: inout MetricWriter) throws(PgError) {
    guard let unit else {
      throw PgError("setting \(name) has a unit that is not known: \(unitName ?? "")")
    }
    if row.has("on", in: 2) {
      metrics.single(header, 1)
    } else if row.has("off", in: 2) {
      metrics.single(header, 0)
    } else if unit.factor == 1, let value = row.number(2) {
      metrics.single(header, value)
    } else {
      metrics.single(header, try value(row.text(2) ?? "", unit))
    }
  }

  private func value(_ text: String, _ unit: SettingUnit) throws(PgError) -> Double {
    if text == "-1" { return -1 }
    if let number = Double(text) { return unit.inBase(number) }
    // Some clouds write the unit behind the number, whatever the column `unit` says.
    let number = text.prefix { $0.isNumber || $0 == "." || $0 == "-" }
    guard let value = Double(number), let own = SettingUnit(String(text.dropFirst(number.count))),
      own.base == unit.base
    else { throw PgError("setting \(name) is not a number: \(text)") }
    return own.inBase(value)
  }
}
