import ArgumentParser
import Shared

/// The counters of virtual memory, from `/proc/vmstat`.
struct VmstatCollector: Collector {
  struct Options: ParsableArguments, Sendable {
    @Option(
      name: .customLong("collector.vmstat.fields"),
      help: ArgumentHelp(
        "Regular expression of the fields that the vmstat collector exposes.",
        discussion: "The default is \(VmstatCollector.defaultFields)", valueName: "regex"))
    var fields: String?
  }

  static let defaultFields = "^(oom_kill|pgpg|pswp|pg.*fault).*"

  let name = "vmstat"
  private let vmstat: KernelFile
  private let plan: FieldPlan

  init(_ host: HostPaths, _ options: Options) throws {
    let wanted = try Pattern(
      flag: "collector.vmstat.fields", options.fields ?? Self.defaultFields)
    vmstat = host.proc.file("vmstat")
    plan = FieldPlan { name in
      guard wanted.matches(name) else { return [] }
      return [
        FieldPlan.Field(
          column: 0, family: "node_vmstat_\(name)",
          help: "The kernel's counter \(name) of virtual memory.")
      ]
    }
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try vmstat.read()
    var losses = Losses()
    plan.writeLines(of: vmstat, file, into: &metrics, noting: &losses)
    try losses.report()
  }
}
