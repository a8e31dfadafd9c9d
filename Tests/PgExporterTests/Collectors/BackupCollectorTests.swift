import Testing

@testable import PgExporter

@Suite struct BackupCollectorTests {
  private let none = [Rows.made([]), Rows.made([])]

  @Test func tellsHowFarABaseBackupIs() throws {
    let phases = Rows.made([["670", "streaming database files"]])
    let progress = Rows.made([["670", "2614272", nil, "2", "1"]])
    #expect(
      try exposition(of: BackupCollector(), .version(15), [phases, progress]) == """
        # HELP pg_backup_in_progress Whether a base backup is being sent or, before version 15, an exclusive one is being made.
        # TYPE pg_backup_in_progress gauge
        pg_backup_in_progress 1
        # HELP pg_backup_phase Always 1, labelled with what the base backup is doing.
        # TYPE pg_backup_phase gauge
        pg_backup_phase{pid="670",phase="streaming database files"} 1
        # HELP pg_backup_streamed_bytes Bytes of the base backup that were sent.
        # TYPE pg_backup_streamed_bytes gauge
        pg_backup_streamed_bytes{pid="670"} 2614272
        # HELP pg_backup_tablespaces Tablespaces that the base backup sends.
        # TYPE pg_backup_tablespaces gauge
        pg_backup_tablespaces{pid="670"} 2
        # HELP pg_backup_tablespaces_streamed Tablespaces of the base backup that were sent.
        # TYPE pg_backup_tablespaces_streamed gauge
        pg_backup_tablespaces_streamed{pid="670"} 1

        """)
  }

  @Test func tellsThatThereIsNone() throws {
    #expect(
      try exposition(of: BackupCollector(), .version(15), none) == """
        # HELP pg_backup_in_progress Whether a base backup is being sent or, before version 15, an exclusive one is being made.
        # TYPE pg_backup_in_progress gauge
        pg_backup_in_progress 0

        """)
  }

  @Test(arguments: [12, 14] as [ServerVersion])
  func anExclusiveBackupIsOneToo(version: ServerVersion) throws {
    let exclusive = Rows.made([["t"]])
    let answers = (version < 13 ? [] : none) + [exclusive]
    #expect(BackupCollector().statements(for: .version(version)).count == answers.count)
    let text = try exposition(of: BackupCollector(), .version(version), answers)
    #expect(text.hasSuffix("pg_backup_in_progress 1\n"))
  }

  @Test func aBackupWhosePhaseWeMayNotSeeIsOneStill() throws {
    let phases = Rows.made([["670", nil]])
    let progress = Rows.made([["670", nil, nil, nil, nil]])
    let text = try exposition(of: BackupCollector(), .version(15), [phases, progress])
    #expect(text.hasSuffix("pg_backup_in_progress 1\n"))
  }
}
