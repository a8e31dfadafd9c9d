import Shared

/// How a server is talked to: one pipeline over the kept session.
extension Server {
  /// Has the turn, and gives it back.
  ///
  /// A session that was lost since the last scrape, or that leads to a server that is not what was
  /// asked for any more, is replaced once, so that a restart between two scrapes costs none.
  func converse(
    _ collectors: [any PgCollector], with databases: DatabaseWatch?, by deadline: Deadline,
    into reading: ServerReading
  ) throws(PgError) {
    var result: (Session, Plan)?
    defer { kept.endTurn(keeping: result) }
    if let (session, plan) = kept.takeSession() {
      do throws(PgError) {
        guard session.isUsable else { throw PgError("the server has ended the session") }
        result = try talk(session, plan, collectors, databases, by: deadline, reading)
        return
      } catch {
        kept.close(session)
        if reading.found.isUp || deadline.hasPassed { throw error }
      }
    }
    result = try begin(collectors, databases, by: deadline, reading)
  }

  /// Reads over a connection of its own, when there may be one beside the kept one.
  ///
  /// - Returns: Whether the server was read; if not, nothing is known of it.
  func readBeside(
    _ collectors: [any PgCollector], by deadline: Deadline, into reading: ServerReading
  ) -> Bool {
    guard let database = connector.source["dbname"] ?? connector.source["user"],
      spare.take(besides: connector.lingering.count { $0 != database })
    else { return false }
    defer { spare.giveBack() }
    do throws(PgError) {
      try connector.withSession(to: database, by: deadline) { session throws(PgError) in
        _ = try talk(session, Plan(), collectors, nil, by: deadline, reading)
      }
      journal.noteUp()
      return true
    } catch {
      // It may be the other connection that is one too many. Once the heartbeat is back, what is
      // missing was late.
      guard reading.found.isUp else { return false }
      giveUp(collectors, error, by: deadline, reading)
      return true
    }
  }

  /// Talks over a new session.
  private func begin(
    _ collectors: [any PgCollector], _ databases: DatabaseWatch?, by deadline: Deadline,
    _ reading: ServerReading
  ) throws(PgError) -> (Session, Plan) {
    let session = try kept.open(by: deadline)
    do throws(PgError) {
      return try talk(session, Plan(), collectors, databases, by: deadline, reading)
    } catch {
      kept.close(session)
      throw error
    }
  }

  private func talk(
    _ session: Session, _ plan: Plan, _ collectors: [any PgCollector],
    _ databases: DatabaseWatch?, by deadline: Deadline, _ reading: ServerReading
  ) throws(PgError) -> (Session, Plan) {
    var plan = plan
    let usesExtensions = collectors.contains(where: \.usesExtensions)
    if usesExtensions, session.extensions == nil {
      try learn(session, by: deadline, reading)
    }
    let info = ServerInfo(
      version: session.version, database: session.database, label: label, isLabelled: isLabelled,
      constantLabels: rules.constantLabels.map(\.name), seriesLimit: rules.seriesLimit,
      hasSeveralDatabases: self.databases != nil,
      extensions: session.extensions ?? [:])
    var conversation = Conversation(collectors, on: info, labels, &plan)
    conversation.begin(with: heartbeat)
    if let databases {
      conversation.ask(DatabaseWatch.list) { databases.take($0) }
    }
    conversation.ask(Rights.statement) { answer in
      reading.note { $0.rights = Rights(answer) }
    }
    if usesExtensions {
      // For the next scrape, since somebody may install or upgrade one meanwhile.
      conversation.ask(InstalledExtension.statement) { answer in
        session.extensions = (try? answer.get()).map(InstalledExtension.all)
      }
    }
    for (index, piece) in conversation.ready {
      reading.add(piece, at: index, limit: rules.pageLimit)
    }

    try session.run(conversation.statements, by: deadline) { _, answer, _ in
      // What a session that has broken off still owes says nothing of who asked.
      guard !session.isBroken else { return }
      let wasUp = conversation.hasHeartbeat
      let done = conversation.take(answer)
      if conversation.hasHeartbeat, !wasUp { reading.note { $0.isUp = true } }
      if let (index, piece) = done {
        plan.note(piece, of: collectors[index])
        reading.add(piece, at: index, limit: rules.pageLimit)
      }
    }
    if let refusal = conversation.refusal { throw refusal }
    plan.largestPiece = conversation.largestPiece
    return (session, plan)
  }

  /// Asks for what the statements of a new session depend on, behind a heartbeat of its own.
  private func learn(
    _ session: Session, by deadline: Deadline, _ reading: ServerReading
  ) throws(PgError) {
    var refusal: PgError?
    try session.run([Heartbeat.statement, InstalledExtension.statement], by: deadline) {
      index, answer, _ in
      guard !session.isBroken else { return }
      guard index == 0 else {
        session.extensions = (try? answer.get()).map(InstalledExtension.all)
        return
      }
      do throws(PgError) {
        try heartbeat.check(answer)
        reading.note { $0.isUp = true }
      } catch {
        refusal = error
      }
    }
    if let refusal { throw refusal }
  }
}
