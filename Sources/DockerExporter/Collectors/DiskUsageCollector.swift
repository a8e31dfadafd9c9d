import Shared

/// What images, containers, volumes and the build cache take on disk, as the engine last said.
struct DiskUsageCollector: Collector {
  let name = "disk_usage"
  private let limit: Int
  private let latest: @Sendable () -> Inquiry<DiskUsage>.Latest

  /// - Parameters:
  ///   - limit: Of how many images, volumes and containers a page tells, each; the largest.
  ///   - latest: The engine's last answer.
  init(limit: Int, latest: @escaping @Sendable () -> Inquiry<DiskUsage>.Latest) {
    self.limit = limit
    self.latest = latest
  }

  func collect(into metrics: inout MetricWriter) throws {
    let latest = latest()
    guard let usage = latest.answer, let age = latest.age else {
      if let error = latest.error { throw error }
      throw Absent("an answer of the engine, which has just been asked")
    }
    metrics.gauge("docker_disk_usage_age_seconds", "How old these figures are.", age)
    metrics.gauge(
      "docker_disk_usage_duration_seconds", "How long the engine took to find them out.",
      latest.duration)
    writeSums(usage, into: &metrics)
    writeImages(usage, into: &metrics)
    writeVolumes(usage, into: &metrics)
    writeContainers(usage, into: &metrics)
    // Old figures are served with their age; that there are no newer ones is a failure.
    if let error = latest.error { throw Partial(error) }
  }

  private func writeSums(_ usage: DiskUsage, into metrics: inout MetricWriter) {
    func family(_ name: String, _ help: String, _ value: (DiskUsage.Sum) -> some MetricValue) {
      metrics.family(name, .gauge, help)
      for kind in DiskUsage.Kind.allCases {
        guard let sum = usage.sums[kind] else { continue }
        metrics.sample(value(sum), [Label("type", kind.rawValue)])
      }
    }
    family("docker_disk_usage_bytes", "What all of a kind take.") { $0.bytes }
    family(
      "docker_disk_usage_reclaimable_bytes", "What of it belongs to what nothing uses."
    ) { $0.reclaimable }
    family("docker_disk_usage_objects", "How many there are of a kind.") { $0.count }
  }

  private func writeImages(_ usage: DiskUsage, into metrics: inout MetricWriter) {
    let images = largest(usage.images, \.bytes)
    metrics.family("docker_image_size_bytes", .gauge, "Size of the image, shared layers included.")
    for image in images { metrics.sample(image.bytes, labels(of: image)) }
    metrics.family("docker_image_containers", .gauge, "How many containers are made from it.")
    for image in images {
      if let count = image.containers { metrics.sample(count, labels(of: image)) }
    }
  }

  private func labels(of image: DiskUsage.Image) -> Labels {
    Labels([Label("image", image.name), Label("image_id", image.id)])
  }

  private func writeVolumes(_ usage: DiskUsage, into metrics: inout MetricWriter) {
    let volumes = largest(usage.volumes, \.bytes)
    metrics.family("docker_volume_size_bytes", .gauge, "Size of the volume.")
    for volume in volumes { metrics.sample(volume.bytes, [Label("volume", volume.name)]) }
    metrics.family("docker_volume_containers", .gauge, "How many containers use it.")
    for volume in volumes {
      if let count = volume.containers { metrics.sample(count, [Label("volume", volume.name)]) }
    }
  }

  private func writeContainers(_ usage: DiskUsage, into metrics: inout MetricWriter) {
    let containers = largest(usage.containers, \.writtenBytes)
    metrics.family(
      "docker_container_size_written_bytes", .gauge,
      "What the container has written over its image.")
    for container in containers {
      metrics.sample(container.writtenBytes, [Label("name", container.name)])
    }
    metrics.family(
      "docker_container_size_bytes", .gauge, "Size of all its files, those of its image included.")
    for container in containers {
      metrics.sample(container.allBytes, [Label("name", container.name)])
    }
  }

  private func largest<Thing>(_ things: [Thing], _ size: KeyPath<Thing, Double>) -> [Thing] {
    guard things.count > limit else { return things }
    return Array(things.sorted { $0[keyPath: size] > $1[keyPath: size] }.prefix(limit))
  }
}
