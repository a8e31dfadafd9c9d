import Shared
import Synchronization

/// The containers that the ledger knows, with their files and labels, which all collectors of usage
/// share.
///
/// Where a container's files are is found out once for each of its lives, from what the kernel says
/// of its main process; see ``ContainerLife/Key``.
final class ObservedContainers: Sendable {
  private let ledger: ContainerLedger
  private let host: HostPaths
  private let labels: ContainerLabels
  private let choose: @Sendable ([String: Container]) -> [Container]
  private let state = Mutex(State())

  private struct State {
    /// The ledger's, when all this was made.
    var revision: UInt64?
    /// By name, and where names are the same by id.
    var rows: [ObservedContainer] = []
    /// The last path of each container's control group, by id: its labels stay the same when it has
    /// ended.
    var paths: [String: String] = [:]
    /// When to look again for what was not found.
    var nextTry: ContinuousClock.Instant?
  }

  /// - Parameter choose: Which of the ledger's containers are observed.
  init(
    _ ledger: ContainerLedger, _ host: HostPaths, labels: ContainerLabels = ContainerLabels(),
    choose: @escaping @Sendable ([String: Container]) -> [Container] = { Array($0.values) }
  ) {
    self.ledger = ledger
    self.choose = choose
    self.host = host
    self.labels = labels
  }

  /// All containers, running or not, in the order of their names.
  var all: [ObservedContainer] {
    let (containers, revision) = ledger.contents.read { ($0.containers, $0.revision) }
    let old = state.withLock { $0 }
    if old.revision == revision, old.nextTry.map({ $0 > .now }) ?? true { return old.rows }
    let new = observe(containers, revision, after: old)
    state.withLock { $0 = new }
    return new.rows
  }

  /// What `read` makes of each running container, and what it could not. One that ends meanwhile is
  /// left out in silence.
  func readings<Reading>(
    _ read: (ObservedContainer, ContainerLife) throws -> Reading?
  ) -> (rows: [(ObservedContainer, Reading)], losses: Losses) {
    var rows: [(ObservedContainer, Reading)] = []
    var losses = Losses()
    let all = self.all
    rows.reserveCapacity(all.count)
    for observed in all {
      guard let life = observed.life else { continue }
      do {
        if let reading = try read(observed, life) { rows.append((observed, reading)) }
      } catch {
        if !life.isEnding { losses.note(error) }
      }
    }
    return (rows, losses)
  }

  /// The same for what is read of control groups.
  func cgroupReadings<Reading>(
    _ read: (CgroupFiles) throws -> Reading?
  ) -> (rows: [(ObservedContainer, Reading)], losses: Losses) {
    readings { try read($1.cgroup.get()) }
  }
}

extension ObservedContainers {
  private func observe(
    _ containers: [String: Container], _ revision: UInt64, after old: State
  ) -> State {
    var known: [String: ObservedContainer] = [:]
    for row in old.rows { known[row.container.id] = row }
    var new = State(revision: revision)
    // Only read when there is something to look for.
    var hierarchies: Result<CgroupHierarchies, any Error>?
    for container in choose(containers) {
      let before = known[container.id]
      var life: ContainerLife?
      if let pid = container.pid, container.isRunning {
        let key = ContainerLife.Key(pid: pid, startedAt: container.startedAt)
        if let kept = before?.life, kept.key == key, case .success = kept.cgroup {
          life = kept
        } else {
          let found = hierarchies ?? Result { try CgroupHierarchies(host) }
          hierarchies = found
          life = self.life(of: container, key, in: found)
          if case .success? = life?.cgroup {} else { new.nextTry = .now + .seconds(1) }
        }
      }
      let path = (try? life?.cgroup.get().folders.name) ?? old.paths[container.id]
      new.paths[container.id] = path
      let hasSameLabels =
        before.map {
          $0.container.name == container.name && $0.container.image == container.image
            && $0.container.labels == container.labels && old.paths[container.id] == path
        } ?? false
      let labels =
        hasSameLabels ? before?.labels : nil
      new.rows.append(
        ObservedContainer(
          container: container, labels: labels ?? self.labels.labels(of: container, cgroup: path),
          life: life))
    }
    new.rows.sort { ($0.container.name, $0.container.id) < ($1.container.name, $1.container.id) }
    return new
  }

  /// - Returns: `nil` for one that is ending.
  private func life(
    of container: Container, _ key: ContainerLife.Key,
    in hierarchies: Result<CgroupHierarchies, any Error>
  ) -> ContainerLife? {
    let process = host.process(key.pid)
    guard let file = try? process.read("cgroup") else { return nil }
    let cgroup: Result<CgroupFiles, CgroupError>
    do {
      let membership = try CgroupMembership(file.span)
      let folders = try CgroupFolders(of: container, membership, in: hierarchies.get())
      cgroup = .success(CgroupFiles(folders, keeping: host.cgroupBudget))
    } catch let error as CgroupError {
      cgroup = .failure(error)
    } catch {
      cgroup = .failure(CgroupError(container, error))
    }
    return ContainerLife(key: key, process: process, cgroup: cgroup)
  }
}
