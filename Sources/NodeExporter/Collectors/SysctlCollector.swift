import ArgumentParser
import Shared

/// Settings of the kernel that are asked for by name, from `/proc/sys`.
struct SysctlCollector: Collector {
  let name = "sysctl"
  private let numbers: [Setting]
  private let texts: [Setting]

  struct Options: ParsableArguments, Sendable {
    @Option(
      name: .customLong("collector.sysctl.include"),
      help: ArgumentHelp(
        "A setting with numbers to expose, such as vm.swappiness; may be given several times.",
        discussion: "fs.file-nr:total,current,max names the numbers, each a family of its own.",
        valueName: "name"))
    var include: [String] = []

    @Option(
      name: .customLong("collector.sysctl.include-info"),
      help: ArgumentHelp(
        "A setting whose words to expose as labels; may be given several times.",
        valueName: "name"))
    var includeInfo: [String] = []
  }

  /// A setting, and how the values in its file are called.
  private struct Setting {
    let name: String
    let file: KernelFile
    let parts: [String]

    init(_ description: String, flag: String, _ proc: FileTree) throws {
      let halves = description.split(
        separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      name = String(halves[0])
      parts = halves.count > 1 ? halves[1].split(separator: ",").map(String.init) : []
      guard !name.isEmpty, !name.contains(".."), halves.count == 1 || !parts.isEmpty else {
        throw ValidationError(
          "--\(flag): '\(description)' names no setting; write it as vm.swappiness or fs.file-nr:total,current,max"
        )
      }
      file = proc.file("sys/" + name.split(separator: ".").joined(separator: "/"))
    }

    func words() throws -> [String] {
      try file.text().split { $0 == " " || $0 == "\t" || $0 == "\n" }.map(String.init)
    }

    /// The name in a family, from what the setting is called.
    var stem: String { metricName(name) }
  }

  init(_ host: HostPaths, _ options: Options) throws {
    numbers = try options.include.map {
      try Setting($0, flag: "collector.sysctl.include", host.proc)
    }
    texts = try options.includeInfo.map {
      try Setting($0, flag: "collector.sysctl.include-info", host.proc)
    }
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    for setting in numbers {
      losses.noting { try write(setting, into: &metrics) }
    }
    metrics.family("node_sysctl_info", .gauge, "A word of a kernel setting, always 1.")
    for setting in texts {
      losses.noting {
        let words = try setting.words()
        for (index, word) in words.enumerated() {
          if setting.parts.isEmpty {
            metrics.sample(
              true,
              [Label("index", "\(index)"), Label("name", setting.name), Label("value", word)])
          } else if index < setting.parts.count {
            metrics.sample(
              true,
              [
                Label("index", setting.parts[index]), Label("name", setting.name),
                Label("value", word),
              ])
          }
        }
      }
    }
    try losses.report()
  }

  private func write(_ setting: Setting, into metrics: inout MetricWriter) throws {
    let values = try setting.words().map { word in
      guard let value = Double(word) else {
        throw setting.file.malformed(
          ParseError(expected: "a number", found: word), in: setting.name)
      }
      return value
    }
    let help = "The kernel setting \(setting.name)"
    guard setting.parts.isEmpty else {
      guard setting.parts.count == values.count else {
        throw setting.file.malformed(
          ParseError(expected: "\(setting.parts.count) numbers", found: "\(values.count)"),
          in: setting.name)
      }
      for (part, value) in zip(setting.parts, values) {
        metrics.family(
          "node_sysctl_\(setting.stem)_\(metricName(part))", .untyped, "\(help), \(part).")
        metrics.sample(value)
      }
      return
    }
    metrics.family("node_sysctl_\(setting.stem)", .untyped, "\(help).")
    if values.count == 1 {
      metrics.sample(values[0])
    } else {
      for (index, value) in values.enumerated() {
        metrics.sample(value, [Label("index", "\(index)")])
      }
    }
  }
}
