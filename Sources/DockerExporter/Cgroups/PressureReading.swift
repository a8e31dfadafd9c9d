import Glibc
import Shared

/// How long the tasks of a container were kept waiting for a resource, in seconds since its control
/// group was made.
struct PressureReading: Sendable, Equatable {
  struct Stall: Sendable, Equatable {
    /// While at least one task waited.
    var some: Double?
    /// While none got on.
    var full: Double?
  }

  var cpu = Stall()
  var memory = Stall()
  var io = Stall()
}

/// Where a ``PressureReading`` comes from: `cpu.pressure` and its like, which only the hierarchy of
/// the second version has; a hybrid host has them there too.
struct PressureFiles: Sendable {
  private let cpu: KernelFile?
  private let memory: KernelFile?
  private let io: KernelFile?

  init(_ folders: CgroupFolders, _ budget: DescriptorBudget) {
    cpu = folders.unified?.file("cpu.pressure", budget)
    memory = folders.unified?.file("memory.pressure", budget)
    io = folders.unified?.file("io.pressure", budget)
  }

  var areThere: Bool { cpu != nil || memory != nil || io != nil }

  func read() throws -> PressureReading {
    PressureReading(cpu: try read(cpu), memory: try read(memory), io: try read(io))
  }

  private func read(_ source: KernelFile?) throws -> PressureReading.Stall {
    guard let source else { return PressureReading.Stall() }
    do {
      let file = try source.read()
      return try source.parsing { try PressureReading.Stall(file.span) }
    } catch let error as SystemError where error.code == EOPNOTSUPP {
      // The kernel was started with psi=0, or the group's accounting is off.
      return PressureReading.Stall()
    }
  }
}

extension PressureReading.Stall {
  /// Reads lines of `some avg10=0.00 avg60=0.00 avg300=0.00 total=10750`, in microseconds.
  init(_ file: Span<UInt8>) throws(ParseError) {
    var lines = TextCursor(file)
    while var line = lines.nextLine() {
      let kind = line.slice()
      line.skip(fields: 3)
      var total = line.slice()
      guard total.take(prefix: "total=") else {
        throw ParseError(expected: "total=", found: total.string)
      }
      let seconds = Double(try total.integer()) / 1e6
      if kind.equals("some") { some = seconds }
      if kind.equals("full") { full = seconds }
    }
  }
}
