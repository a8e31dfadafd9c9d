import Shared

extension Bookkeeper {
  typealias History = ContainerLedger.History

  /// Begins the history of a name, with everything at zero, unless there is one.
  func note(_ name: String, image: String, in contents: inout Contents) {
    guard contents.histories[name] == nil else {
      if !image.isEmpty { contents.histories[name]?.image = image }
      if contents.histories[name]?.goneSince != nil { refreshPresence(in: &contents) }
      return
    }
    contents.histories[name] = History(image: image)
    refreshPresence(in: &contents)
  }

  /// Has the labels that were told of a container stand at its new name only.
  func moveLabels(of container: Container, to name: String, in contents: inout Contents) {
    if container.name != name { contents.histories[container.name]?.labels = [:] }
    contents.histories[name]?.labels = container.labels
  }

  /// Says of each history whether there is a container of its name.
  func refreshPresence(in contents: inout Contents) {
    let present = Set(contents.containers.values.map(\.name))
    let now = WallClock.seconds
    for name in contents.histories.keys {
      let goneSince = contents.histories[name]?.goneSince
      let isPresent = present.contains(name)
      if isPresent == (goneSince == nil) { continue }
      contents.histories[name]?.goneSince = isPresent ? nil : now
    }
    let gone = contents.histories.filter { $0.value.goneSince != nil }
    guard gone.count > historyLimit else { return }
    let oldest = gone.sorted { $0.value.goneSince ?? 0 < $1.value.goneSince ?? 0 }
    for (name, _) in oldest.prefix(gone.count - historyLimit) { contents.histories[name] = nil }
  }

  /// Forgets histories whose containers have been gone for long.
  func forget(in contents: inout Contents) {
    let end = WallClock.seconds - historySpan
    func isOver(_ history: History) -> Bool { history.goneSince.map { $0 <= end } ?? false }
    guard contents.histories.values.contains(where: isOver) else { return }
    contents.histories = contents.histories.filter { !isOver($0.value) }
  }
}
