extension HTTPLoop {
  func startStopping() {
    isStopping = true
    for listener in listeners { listener.close() }
    listeners = []
    for case let connection? in connections where connection.phase == .receiving {
      close(connection)
    }
  }

  func endStopping() -> Bool {
    let finished = underWay == 0
    for case let connection? in connections { close(connection) }
    return finished
  }
}
