import Shared

/// What the engine says of its disk usage.
struct DiskUsage: Sendable, Equatable {
  enum Kind: String, Sendable, CaseIterable {
    case images, containers, volumes
    case buildCache = "build_cache"
  }

  /// Bytes that are used, bytes that nothing needs, and how many things there are.
  struct Sum: Sendable, Equatable {
    var bytes = 0.0
    var reclaimable = 0.0
    var count = 0
  }

  struct Image: Sendable, Equatable {
    let id: String
    /// The first of its names; `<none>` for one that has none.
    let name: String
    let bytes: Double
    /// How many containers are made from it.
    let containers: Int?
  }

  struct Volume: Sendable, Equatable {
    let name: String
    let bytes: Double
    let containers: Int?
  }

  struct Container: Sendable, Equatable {
    let name: String
    /// What it has written.
    let writtenBytes: Double
    /// That and its image.
    let allBytes: Double
  }

  var sums: [Kind: Sum] = [:]
  var images: [Image] = []
  var volumes: [Volume] = []
  var containers: [Container] = []

  /// Older engines refuse to be asked twice at once; nobody else of this program asks.
  static func ask(_ client: EngineClient, by deadline: Deadline) throws(EngineError) -> DiskUsage {
    DiskUsage(try client.get("/system/df", by: deadline, limit: 64 << 20))
  }
}
