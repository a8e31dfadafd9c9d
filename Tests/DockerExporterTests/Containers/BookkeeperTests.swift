import Testing

@testable import DockerExporter

/// What counts, and when, by events and inspections in every order.
@Suite struct BookkeeperTests {
  /// A bookkeeper that began at 1000 s, with a clock that stands still until it is moved.
  private struct Books {
    var bookkeeper = Bookkeeper(baseline: 1000, historySpan: 900, historyLimit: 10)
    var contents = ContainerLedger.Contents()
    var now = ContinuousClock.now
    let begin = ContinuousClock.now

    mutating func tell(
      _ action: EngineEvent.Action, _ time: Double, id: String = "a", name: String = "web",
      _ attributes: [String: String] = [:]
    ) {
      let all = attributes.merging(["name": name, "image": "box"]) { $1 }
      bookkeeper.apply(
        EngineEvent(action, id: id, time: time, attributes: all), to: &contents, at: now)
    }

    mutating func die(_ time: Double, _ code: Int, id: String = "a", name: String = "web") {
      tell(.die, time, id: id, name: name, ["exitCode": "\(code)"])
    }

    mutating func see(
      _ state: Container.State, started: Double? = nil, finished: Double? = nil, code: Int? = nil,
      restarts: Int = 0, created: Double = 500, isFlagged: Bool = false
    ) {
      var container = Container(id: "a", name: "web", image: "box")
      container.state = state
      container.createdAt = created
      container.startedAt = started
      container.finishedAt = finished
      container.exitCode = code
      container.pid = state == .running ? 7 : nil
      container.restartCount = restarts
      container.wasKilledForMemory = isFlagged
      bookkeeper.observe(container, in: &contents, at: now)
    }

    /// Lets time pass with an engine that answers.
    mutating func settle(after duration: Duration = .seconds(3), isOpen: Bool = true) {
      now += duration
      bookkeeper.settle(
        in: &contents, at: now, answered: now, opened: isOpen ? begin - .seconds(60) : nil)
    }

    var history: ContainerLedger.History { contents.histories["web"] ?? .init() }
    var missed: UInt64 { contents.connection.missedEvents }
  }

  @Test func whatWasBeforeTheBaselineIsNobodysNews() {
    var books = Books()
    books.see(.exited, started: 800, finished: 900, code: 1, restarts: 5)
    books.die(900.1, 1)
    books.settle()
    #expect(books.history == ContainerLedger.History(image: "box"))
    #expect(books.missed == 0)
  }

  @Test func aDeathThatInspectShowsBeforeItsEventIsCountedOnce() {
    var books = Books()
    books.see(.running, started: 900)
    books.see(.exited, started: 900, finished: 1010, code: 3)
    #expect(!books.bookkeeper.isSettled)
    books.die(1010.1, 3)
    #expect(books.bookkeeper.isSettled)
    books.settle()
    #expect(books.history.exits == [3: 1])
    #expect(books.missed == 0)
  }

  @Test func aDeathThatNoEventTellsIsCountedByInspect() {
    var books = Books()
    books.see(.running, started: 900)
    books.see(.exited, started: 900, finished: 1010, code: 3)
    books.settle(after: .milliseconds(500))
    #expect(books.history.deaths.isEmpty)
    books.settle()
    #expect(books.history.deaths == [.exited: 1])
    #expect(books.history.lastDeath == [.exited: 1010])
    // The event comes after all.
    books.die(1010.1, 3)
    books.settle()
    #expect(books.history.deaths == [.exited: 1])
    // And the next life is another one.
    books.tell(.start, 1020)
    books.die(1021, 3)
    #expect(books.history.deaths == [.exited: 2])
  }

  @Test func nothingIsInferredWhileTheStreamIsLost() {
    var books = Books()
    books.see(.running, started: 900)
    books.see(.exited, started: 900, finished: 1010, code: 3)
    books.settle(after: .seconds(100), isOpen: false)
    #expect(books.history.deaths.isEmpty)
  }

  @Test func ofOneThatRunsAgainOnlyThatItDiedIsKnown() {
    var books = Books()
    books.see(.running, started: 900)
    books.see(.running, started: 1011, finished: 1010)
    books.settle()
    #expect(books.history.deaths.isEmpty)
    #expect(books.history.starts == 1)
    #expect(books.history.restarts == 0)
    #expect(books.missed == 1)
  }

  @Test func restartsAreCountedByTheEnginesCountAlsoUnseen() {
    var books = Books()
    books.see(.running, started: 900, restarts: 3)
    books.see(.exited, started: 1030, finished: 1040, code: 1, restarts: 5)
    books.settle()
    #expect(books.history.restarts == 2)
    #expect(books.history.starts == 2)
    #expect(books.history.exits == [1: 1])
    #expect(books.missed == 2)
  }

  @Test func aRestartThatIsStillToComeIsNone() {
    var books = Books()
    books.tell(.create, 1001)
    books.tell(.start, 1002)
    books.see(.running, started: 1001.9, created: 1001)
    books.die(1003, 1)
    books.see(.restarting, started: 1001.9, finished: 1002.9, code: 1, restarts: 1, created: 1001)
    #expect(books.history.restarts == 0)
    books.tell(.start, 1004)
    books.see(.running, started: 1003.9, finished: 1002.9, restarts: 1, created: 1001)
    books.settle()
    #expect(books.history.restarts == 1)
    #expect(books.history.starts == 2)
    #expect(books.history.deaths == [.exited: 1])
    #expect(books.missed == 0)
  }

  @Test func twoDeathsBetweenTwoInspectionsAreTwo() {
    var books = Books()
    books.see(.running, started: 900)
    books.die(1001, 1)
    books.see(.restarting, started: 1002, finished: 1003, code: 1, restarts: 2)
    books.tell(.start, 1002.1)
    books.die(1003.1, 1)
    books.see(.restarting, started: 1002, finished: 1003, code: 1, restarts: 2)
    books.settle()
    #expect(books.history.exits == [1: 2])
    #expect(books.missed == 0)
  }

  @Test func whatVanishedWhileItRanDiedUnseen() {
    var books = Books()
    books.see(.running, started: 900)
    books.bookkeeper.reconcile(with: [], at: books.now)
    books.settle()
    #expect(books.contents.containers.isEmpty)
    #expect(books.history.goneSince != nil)
    #expect(books.missed == 1)
  }

  @Test func whatVanishedAfterItsEndIsNoLoss() {
    var books = Books()
    books.see(.exited, started: 800, finished: 900, code: 0)
    books.bookkeeper.reconcile(with: [], at: books.now)
    books.settle()
    #expect(books.contents.containers.isEmpty)
    #expect(books.missed == 0)
  }

  @Test func aKillForWantOfMemoryIsToldByTheEventBeforeOrAfterIt() {
    var books = Books()
    books.tell(.oom, 1001)
    books.die(1001.1, 137)
    #expect(books.history.deaths == [.oom: 1])
    books.tell(.start, 1002)
    books.die(1003, 137)
    #expect(books.history.deaths == [.oom: 1])
    books.tell(.oom, 1003.01)
    #expect(books.history.deaths == [.oom: 2])
    #expect(books.history.oomEvents == 2)
    #expect(books.contents.deaths == [.oom: 2])
  }

  @Test func aKillForWantOfMemoryIsToldByInspectOrTheKernelToo() {
    var books = Books()
    books.tell(.create, 1001)
    books.die(1001.1, 137)
    books.see(.exited, started: 1001, finished: 1001.05, code: 137, isFlagged: true)
    #expect(books.history.deaths == [.oom: 1])
    // The engine says it late: it is the same.
    books.tell(.oom, 1001.2)
    #expect(books.history.oomEvents == 1)
    books.tell(.start, 1002)
    books.bookkeeper.noteKernelKills([.init(ids: ["a"], process: 9)], time: 1003, at: books.now)
    books.die(1003, 137)
    #expect(books.history.deaths == [.oom: 2])
    #expect(books.history.oomEvents == 2)
  }

  @Test(arguments: [[EngineEvent.Action.die, .destroy], [.destroy, .die]])
  func anEndIsCountedOnceWhenTheEngineTellsAfterTheContainerIsGone(order: [EngineEvent.Action]) {
    var books = Books()
    books.tell(.create, 1001)
    books.bookkeeper.noteKernelKills([.init(ids: ["a"], process: 9)], time: 1002, at: books.now)
    for action in order {
      if action == .die { books.die(1002, 137) } else { books.tell(.destroy, 1002.1) }
    }
    books.tell(.oom, 1002.2)
    books.settle()
    #expect(books.history.deaths == [.oom: 1])
    #expect(books.history.oomEvents == 1)
    // Nothing is left of it.
    #expect(books.bookkeeper.tracks.isEmpty)
    #expect(books.bookkeeper.lateOOMs.isEmpty)
  }

  @Test func aChildsEndThatOnlyTheKernelTellsIsCountedOnce() {
    var books = Books()
    books.tell(.create, 1001)
    books.bookkeeper.noteKernelKills([.init(ids: ["a"], process: 9)], time: 1002, at: books.now)
    books.tell(.oom, 1002.1)
    books.settle()
    #expect(books.history.oomEvents == 1)
    books.bookkeeper.noteKernelKills(
      [.init(ids: ["a"], process: 9), .init(ids: ["stranger"], process: 10)], time: 1005,
      at: books.now)
    books.settle(after: .milliseconds(500))
    #expect(books.history.oomEvents == 1)
    books.settle()
    books.settle()
    #expect(books.history.oomEvents == 2)
    // The engine says it after all.
    books.tell(.oom, 1005.1)
    #expect(books.history.oomEvents == 2)
    #expect(books.history.deaths.isEmpty)
  }

  @Test func whatOnlyLooksLikeWantOfMemoryIsASignal() {
    var books = Books()
    books.tell(.create, 1001)
    // Nothing says why.
    books.die(1002, 137)
    books.settle(after: .milliseconds(600))
    #expect(books.history.deaths == [.signal: 1])
    // A child's end that the main process survived for long.
    books.tell(.oom, 1003)
    books.die(1100, 137)
    #expect(books.history.deaths == [.signal: 2])
    // Somebody asked for it.
    books.tell(.oom, 1110)
    books.tell(.kill, 1111, ["signal": "9"])
    books.die(1111.1, 137)
    #expect(books.history.deaths == [.signal: 3])
    #expect(books.history.oomEvents == 2)
  }

  @Test func aContainerThatIsGoneAtOnceIsCounted() {
    var books = Books()
    books.die(1001, 3, id: "unknown", name: "job")
    #expect(books.contents.histories["job"]?.exits == [3: 1])
    #expect(books.contents.containers.isEmpty)
    #expect(books.bookkeeper.tracks.isEmpty)
  }

  @Test func jobsWithNamesOfTheirOwnDoNotPileUp() {
    var books = Books()
    for number in 1...50 {
      let time = 1000 + Double(number)
      books.tell(.create, time, id: "job\(number)", name: "job\(number)")
      books.die(time + 0.1, 0, id: "job\(number)", name: "job\(number)")
      books.tell(.destroy, time + 0.2, id: "job\(number)", name: "job\(number)")
    }
    #expect(books.contents.histories.count == 10)
    #expect(books.contents.histories["job50"] != nil)
    #expect(books.contents.deaths == [.exited: 50])
    #expect(books.bookkeeper.tracks.isEmpty)
  }

  @Test func aHistoryIsForgottenAfterItsTimeUnlessTheNameComesBack() {
    var books = Books()
    books.tell(.create, 1001)
    books.tell(.destroy, 1002)
    books.contents.histories["web"]?.goneSince? -= 899
    books.bookkeeper.forget(in: &books.contents)
    #expect(books.contents.histories["web"] != nil)
    books.tell(.create, 1003, id: "b")
    #expect(books.history.goneSince == nil)
    books.tell(.destroy, 1004, id: "b")
    books.contents.histories["web"]?.goneSince? -= 901
    books.bookkeeper.forget(in: &books.contents)
    #expect(books.contents.histories.isEmpty)
  }

  /// A child is killed for want of memory, and then somebody kills the main process.
  @Test(arguments: [
    (victims: [Int32(9)], isHost: true, reason: DeathReason.signal),
    (victims: [9, 7], isHost: true, reason: .oom),
    // Where numbers are others, what was seen before has to do.
    (victims: [9], isHost: false, reason: .oom),
  ])
  func theKernelSaysWhomItKilled(victims: [Int32], isHost: Bool, reason: DeathReason) {
    var books = Books()
    books.bookkeeper = Bookkeeper(baseline: 1000, hasHostProcesses: isHost)
    books.tell(.start, 1001)
    books.see(.running, started: 1001)
    books.bookkeeper.noteKernelKills(
      victims.map { .init(ids: ["a"], process: $0) }, time: 1005, at: books.now)
    books.tell(.oom, 1005)
    books.die(1010, 137)
    books.settle()
    #expect(books.history.deaths == [reason: 1])
  }

  /// Its number is that of the life before.
  @Test func aLifeThatNobodyHasInspectedIsNotHeldAgainstTheKernelsWord() {
    var books = Books()
    books.bookkeeper = Bookkeeper(baseline: 1000, hasHostProcesses: true)
    books.tell(.start, 1001)
    books.see(.running, started: 1001)
    books.die(1002, 1)
    books.tell(.start, 1003)
    books.bookkeeper.noteKernelKills([.init(ids: ["a"], process: 8)], time: 1004, at: books.now)
    books.die(1004.1, 137)
    books.settle()
    #expect(books.history.deaths == [.exited: 1, .oom: 1])
  }
}
