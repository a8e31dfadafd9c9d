import Shared
import Synchronization

/// What the machine has that containers share, as cAdvisor names it.
final class MachineCollector: Collector {
  let name = "machine"
  private let host: HostPaths
  private let meminfo: KernelFile
  private let last = Mutex<Known?>(nil)

  init(_ host: HostPaths) {
    self.host = host
    meminfo = host.proc.file("meminfo")
  }

  /// What was found out before: it changes when processors come and go.
  private struct Known {
    let online: [UInt8]
    let processors: Processors
    let labels: Labels
  }

  func collect(into metrics: inout MetricWriter) throws {
    let known = try self.known()
    let labels = known.labels
    func gauge(_ name: String, _ help: String, _ value: UInt64?) {
      metrics.family(name, .gauge, help)
      if let value { metrics.sample(value, labels) }
    }
    gauge(
      "machine_cpu_cores", "Processors that are online, as the kernel counts them.",
      known.processors.threads)
    gauge("machine_cpu_physical_cores", "Cores of the processors.", known.processors.cores)
    gauge("machine_cpu_sockets", "Sockets with a processor.", known.processors.sockets)
    var memory: UInt64?
    var swap: UInt64?
    let file = try meminfo.read()
    var lines = TextCursor(file.span)
    while var line = lines.nextLine() {
      if line.take(prefix: "MemTotal:") { memory = try? line.integer() }
      if line.take(prefix: "SwapTotal:") { swap = try? line.integer() }
    }
    gauge("machine_memory_bytes", "Memory of the machine.", memory.map { $0 * 1024 })
    gauge("machine_swap_bytes", "Swap of the machine.", swap.map { $0 * 1024 })
  }

  private func known() throws -> Known {
    let online = try host.sys.read("devices/system/cpu/online")
    if let last = last.withLock({ $0 }), last.online == online { return last }
    let known = Known(online: online, processors: Processors(host.sys), labels: labels())
    last.withLock { $0 = known }
    return known
  }

  /// The machine's numbers, each left out where it cannot be read.
  private func labels() -> Labels {
    let etc = FileTree(root: host.inRootfs("/etc"), keeping: DescriptorBudget(0))
    let numbers = [
      ("boot_id", try? host.proc.fileReadOnce("sys/kernel/random/boot_id").text()),
      ("machine_id", try? etc.fileReadOnce("machine-id").text()),
      ("system_uuid", try? host.sys.fileReadOnce("class/dmi/id/product_uuid").text()),
    ]
    return Labels(
      pairs: numbers.compactMap { name, value in
        value.flatMap { $0.isEmpty ? nil : (name: name, value: $0) }
      })
  }
}

/// How many processors are online, from `/sys/devices/system/cpu/cpu*/topology`.
struct Processors: Equatable {
  private(set) var threads: UInt64?
  private(set) var cores: UInt64?
  private(set) var sockets: UInt64?

  init(_ sys: FileTree) {
    var threads: UInt64 = 0
    var cores: Set<[Int]> = []
    var sockets: Set<Int> = []
    for name in (try? sys.names(in: "devices/system/cpu")) ?? [] {
      guard name.hasPrefix("cpu"), UInt64(name.dropFirst(3)) != nil else { continue }
      let topology = "devices/system/cpu/\(name)/topology"
      // One that is offline has no topology.
      guard let core = try? sys.fileReadOnce("\(topology)/core_id").number(),
        let socket = try? sys.fileReadOnce("\(topology)/physical_package_id").number()
      else { continue }
      threads += 1
      cores.insert([socket, core])
      sockets.insert(socket)
    }
    guard threads > 0 else { return }
    self.threads = threads
    self.cores = UInt64(cores.count)
    self.sockets = UInt64(sockets.count)
  }
}
