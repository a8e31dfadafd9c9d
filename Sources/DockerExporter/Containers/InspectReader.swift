import Shared

/// Reads what the engine says of a container; what it does not say is left as it is without.
enum InspectReader {
  /// Reads an answer to `GET /containers/{id}/json`; `nil` for what is no container.
  static func container(_ json: JSON) -> Container? {
    guard let id = json["Id"]?.string, !id.isEmpty else { return nil }
    let configuration = json["Config"]
    var container = Container(
      id: id, name: withoutSlash(json["Name"]?.string ?? ""),
      image: configuration?["Image"]?.string ?? json["ImageName"]?.string ?? "")
    container.imageID = json["Image"]?.string ?? ""
    container.labels = (configuration?["Labels"]?.object ?? [:]).compactMapValues(\.string)
    container.createdAt = json["Created"]?.string.flatMap { Timestamp.rfc3339($0) }
    container.restartCount = json["RestartCount"]?.number.map { whole($0) } ?? 0
    readState(json, into: &container)
    if let host = json["HostConfig"] { readHost(host, into: &container) }
    return container
  }

  /// The ids in an answer to `GET /containers/json`; `nil` for what is no list.
  static func ids(_ json: JSON) -> [String]? {
    json.array?.compactMap { $0["Id"]?.string }
  }

  private static func readState(_ json: JSON, into container: inout Container) {
    guard let state = json["State"] else { return }
    container.state = state["Status"]?.string.flatMap { self.state($0) } ?? oldState(state)
    container.pid = state["Pid"]?.number.flatMap { Int32(exactly: $0) }.flatMap {
      $0 > 0 ? $0 : nil
    }
    container.startedAt = state["StartedAt"]?.string.flatMap { Timestamp.rfc3339($0) }
    container.finishedAt = state["FinishedAt"]?.string.flatMap { Timestamp.rfc3339($0) }
    // Of one that runs again the engine says 0, which is not how it ended last.
    if container.finishedAt != nil, container.pid == nil {
      container.exitCode = state["ExitCode"]?.number.map { whole($0) }
    }
    container.wasKilledForMemory = state["OOMKilled"]?.bool ?? false
    HealthReader.read(json, into: &container)
  }

  private static func readHost(_ host: JSON, into container: inout Container) {
    container.restartPolicy = host["RestartPolicy"]?["Name"]?.string ?? ""
    let network = host["NetworkMode"]?.string ?? ""
    container.usesHostNetwork = network == "host"
    container.sharesNetwork = network.hasPrefix("container:")
    var limits = Container.Limits()
    limits.memory = limit(host["Memory"])
    limits.memoryAndSwap = limit(host["MemorySwap"])
    limits.memoryReservation = limit(host["MemoryReservation"])
    limits.cpuShares = limit(host["CpuShares"])
    limits.cpuPeriod = limit(host["CpuPeriod"])
    limits.cpuQuota = limit(host["CpuQuota"])
    // `--cpus` is kept as what it was asked for, and becomes a quota in the usual period.
    if limits.cpuQuota == nil, let share = limit(host["NanoCpus"]) {
      limits.cpuPeriod = 100_000
      limits.cpuQuota = share / 10_000
    }
    container.limits = limits
  }

  /// Zero and -1 stand for no limit.
  private static func limit(_ json: JSON?) -> UInt64? {
    json?.number.flatMap { UInt64(exactly: $0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  private static func whole(_ number: Double) -> Int { Int(exactly: number) ?? 0 }

  private static func state(_ name: String) -> Container.State? {
    switch name {
    // Podman's own words.
    case "configured", "initialized": .created
    case "stopped", "stopping": .exited
    default: Container.State(rawValue: name)
    }
  }

  /// Of engines that say it in flags only.
  private static func oldState(_ state: JSON) -> Container.State {
    func flag(_ name: String) -> Bool { state[name]?.bool ?? false }
    if flag("Paused") { return .paused }
    if flag("Restarting") { return .restarting }
    if flag("Running") { return .running }
    if flag("Dead") { return .dead }
    let neverRan = state["StartedAt"]?.string.flatMap { Timestamp.rfc3339($0) } == nil
    return neverRan ? .created : .exited
  }

  private static func withoutSlash(_ name: String) -> String {
    name.hasPrefix("/") ? String(name.dropFirst()) : name
  }
}
