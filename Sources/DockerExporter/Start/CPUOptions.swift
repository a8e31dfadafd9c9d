import ArgumentParser

/// The flags of what is read of processor time.
struct CPUOptions: ParsableArguments, Sendable {
  @Flag(
    name: .customLong("collector.cpu.per-cpu"), inversion: .prefixedNo,
    help: "Serve the time on each processor by itself, too.")
  var perCPU = false
}
