import Shared

extension DiskUsage {
  /// Reads an answer to `GET /system/df`. A size that the engine did not find out is -1, and is left
  /// out.
  init(_ json: JSON) {
    readImages(json)
    readContainers(json["Containers"]?.array ?? [])
    readVolumes(json["Volumes"]?.array ?? [])
    readBuildCache(json["BuildCache"]?.array ?? [])
  }

  private mutating func readImages(_ json: JSON) {
    let all = json["Images"]?.array ?? []
    var used = 0.0
    for image in all {
      guard let id = image["Id"]?.string, let bytes = size(image["Size"]) else { continue }
      let names = (image["RepoTags"]?.array ?? []).compactMap(\.string)
      let containers = image["Containers"]?.number.flatMap { Int(exactly: $0) }
      let known = containers.flatMap { $0 < 0 ? nil : $0 }
      images.append(
        Image(id: id, name: names.first ?? "<none>", bytes: bytes, containers: known))
      // What only it has, as far as the engine knows what it shares with others.
      if known ?? 0 > 0 { used += max(0, bytes - (size(image["SharedSize"]) ?? 0)) }
    }
    // Layers that images share are counted once.
    let bytes = size(json["LayersSize"]) ?? images.reduce(0) { $0 + $1.bytes }
    sums[.images] = Sum(bytes: bytes, reclaimable: max(0, bytes - used), count: all.count)
  }

  private mutating func readContainers(_ all: [JSON]) {
    var sum = Sum(count: all.count)
    for container in all {
      // The engine leaves out zeros.
      let written = size(container["SizeRw"]) ?? 0
      sum.bytes += written
      if !["running", "paused", "restarting"].contains(container["State"]?.string) {
        sum.reclaimable += written
      }
      guard let name = container["Names"]?.array?.first?.string else { continue }
      containers.append(
        Container(
          name: name.hasPrefix("/") ? String(name.dropFirst()) : name, writtenBytes: written,
          allBytes: size(container["SizeRootFs"]) ?? 0))
    }
    sums[.containers] = sum
  }

  private mutating func readVolumes(_ all: [JSON]) {
    var sum = Sum(count: all.count)
    for volume in all {
      guard let name = volume["Name"]?.string, let usage = volume["UsageData"],
        let bytes = size(usage["Size"])
      else { continue }
      let users = usage["RefCount"]?.number.flatMap { Int(exactly: $0) }
      sum.bytes += bytes
      if users == 0 { sum.reclaimable += bytes }
      volumes.append(
        Volume(name: name, bytes: bytes, containers: users.flatMap { $0 < 0 ? nil : $0 }))
    }
    sums[.volumes] = sum
  }

  private mutating func readBuildCache(_ all: [JSON]) {
    var sum = Sum(count: all.count)
    for record in all {
      // What is shared is an image's.
      guard let bytes = size(record["Size"]), record["Shared"]?.bool != true else { continue }
      sum.bytes += bytes
      if record["InUse"]?.bool != true { sum.reclaimable += bytes }
    }
    sums[.buildCache] = sum
  }

  private func size(_ json: JSON?) -> Double? {
    json?.number.flatMap { $0 >= 0 ? $0 : nil }
  }
}
