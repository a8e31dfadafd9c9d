import CLinux
import Glibc
import Shared

/// What processors and the kernel count on each processor, by `perf_event_open(2)`.
struct PerfCollector: Collector {
  let name = "perf"
  private let online: KernelFile
  private let events: [PerfEvent]
  private let tracepoints: [(subsystem: String, event: String)]
  private let processors: [Int]?
  private let tracing: [FileTree]
  private let counters = Once<[Counters]>()

  /// An event and its counters.
  private struct Counters: Sendable {
    let header: FamilyHeader
    let ofProcessors: [(labels: Labels, counter: PerfCounter)]
  }

  init(_ host: HostPaths, _ options: PerfOptions) throws {
    online = host.sys.file("devices/system/cpu/online")
    events = try options.events()
    processors = try options.processors()
    tracepoints = try options.tracepoints.map { text throws(FlagError) in
      let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && !$0.contains("/") }) else {
        throw FlagError(
          flag: "collector.perf.tracepoint",
          reason: "'\(text)' names no tracepoint; write it as sched:sched_process_exec")
      }
      return (parts[0], parts[1])
    }
    // Where kernels of today have it, and where older ones do.
    tracing = ["kernel/tracing/events", "kernel/debug/tracing/events"].map {
      FileTree(root: host.sys.path($0))
    }
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    for event in try counters.value(open) {
      metrics.family(event.header)
      for (labels, counter) in event.ofProcessors {
        losses.noting { metrics.sample(try counter.total(), labels) }
      }
    }
    try losses.report()
  }

  /// Opens what there is; an event that this machine cannot count is left out.
  private func open() throws -> [Counters] {
    let processors: [Int]
    if let asked = self.processors {
      processors = asked
    } else {
      let file = try online.read()
      processors = try online.parsing { try CPUSet(file.span).cpus }
    }
    let events = try events + tracepoints.map { try tracepoint($0.subsystem, $0.event) }
    return try events.compactMap { event in
      var counters: [(labels: Labels, counter: PerfCounter)] = []
      for cpu in processors {
        do throws(SystemError) {
          counters.append((Labels([Label("cpu", "\(cpu)")]), try PerfCounter(event, cpu: cpu)))
        } catch {
          if error.code == EACCES || error.code == EPERM { throw PerfRefusal(error) }
          if error.code == EMFILE { throw error }
        }
      }
      return counters.isEmpty ? nil : Counters(header: event.header, ofProcessors: counters)
    }
  }

  private func tracepoint(_ subsystem: String, _ event: String) throws -> PerfEvent {
    var failure: (any Error)?
    for tree in tracing {
      do {
        let id = try tree.fileReadOnce("\(subsystem)/\(event)/id").number()
        return PerfEvent(tracepoint: subsystem, event, id: UInt64(clamping: id))
      } catch {
        failure = failure ?? error
      }
    }
    throw failure ?? Absent("the tracepoint \(subsystem):\(event)")
  }
}

/// Counters that this user may not have.
struct PerfRefusal: Error, CustomStringConvertible {
  let description: String

  init(_ error: SystemError) {
    description =
      "\(error); give the program CAP_PERFMON, or set kernel.perf_event_paranoid to 0 or less"
  }
}
