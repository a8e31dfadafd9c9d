import ArgumentParser
import Foundation
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite(.serialized) struct StuckMountTests {
  @Test(StuckMount.requirement.trait)
  func aDeadMountCostsOneThreadAndItsOwnNumbers() throws {
    try StuckMount.requirement.check()
    let folder = try TemporaryFolder()
    let mount = try StuckMount(in: folder.path)
    try folder.link("proc/1/mountinfo", to: "/proc/\(mount.pid)/mountinfo")
    let log = LogRecorder()
    let collector = try FilesystemCollector(
      HostPaths(procfs: "\(folder.path)/proc", rootfs: mount.root),
      FilesystemOptions.parse([]), log.logger)

    let healthy = samples(try scrape(collector, within: .seconds(20)))
    #expect(errors(healthy) == [])
    #expect(healthy.contains { $0.contains("size_bytes") && $0.contains(mount.point) })

    mount.stop()
    let start = ContinuousClock.now
    let first = samples(try scrape(collector, within: .seconds(2)))
    #expect(start.duration(to: .now) < .seconds(2))
    #expect(errors(first) == [mount.point])
    #expect(
      sizes(first, mount) == sizes(healthy, mount).subtracting([mount.point]),
      "every other mount must have answered")

    let again = ContinuousClock.now
    for _ in 0..<100 {
      #expect(errors(samples(try scrape(collector, within: .seconds(10)))) == [mount.point])
    }
    #expect(again.duration(to: .now) < .seconds(10))
    #expect(collector.stuckMounts == 1)
    #expect(try StuckMount.threadsInStatfs() == 1)
    #expect(log.lines.map(message) == ["warning mount does not answer"])

    mount.resume()
    let limit = ContinuousClock.now + .seconds(20)
    while collector.stuckMounts > 0 {
      try #require(ContinuousClock.now < limit, "did not recover")
      usleep(10_000)
    }
    let recovered = samples(try scrape(collector, within: .seconds(20)))
    #expect(errors(recovered) == [])
    #expect(sizes(recovered, mount) == sizes(healthy, mount))
    #expect(try StuckMount.threadsInStatfs() == 0)
    #expect(
      log.lines.map(message) == ["warning mount does not answer", "notice mount answers again"])
  }

  private func scrape(
    _ collector: FilesystemCollector, within duration: Duration
  ) throws -> String {
    try exposition { try collector.collect(into: &$0, by: Deadline(in: duration)) }
  }

  /// The mount points with an error.
  private func errors(_ samples: [String]) -> [String] {
    samples.filter {
      $0.hasPrefix("node_filesystem_device_error{") && $0.hasSuffix(" 1")
        && $0.contains(#"device_error="mountpoint timeout""#)
    }.map(point)
  }

  /// The mount points with a size, without those of other tests, which come and go.
  private func sizes(_ samples: [String], _ mount: StuckMount) -> Set<String> {
    Set(
      samples.filter { $0.hasPrefix("node_filesystem_size_bytes{") }.map(point).filter {
        $0 == mount.point || !$0.contains("/vigie-test-")
      })
  }

  /// A line of the log without the mount point, which differs from run to run.
  private func message(_ line: String) -> String {
    String(line[..<(line.range(of: " mountpoint=")?.lowerBound ?? line.endIndex)])
  }

  private func point(_ sample: String) -> String {
    let start = sample.range(of: #"mountpoint=""#)?.upperBound ?? sample.endIndex
    return String(sample[start...].prefix { $0 != "\"" })
  }
}
