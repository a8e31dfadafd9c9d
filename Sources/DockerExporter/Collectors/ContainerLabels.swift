import Shared

/// The labels that series of a container have: `id`, `image` and `name` as cAdvisor has them, and
/// those of the container's own labels that are allowed.
struct ContainerLabels: Sendable {
  /// The container's own labels, and what they are called on series.
  let allowed: [(label: String, name: String)]

  /// - Parameter allowed: Names of labels of containers. Of two that would be called alike on
  ///   series the first one counts.
  init(_ allowed: [String]) {
    var names: Set<String> = []
    self.allowed = allowed.compactMap { label in
      let name = "container_label_" + Self.sanitized(label)
      return names.insert(name).inserted ? (label, name) : nil
    }
  }

  /// - Parameter id: Such as the path of its control group.
  func pairs(of container: Container, id: String) -> [(name: String, value: String)] {
    [("id", id), ("image", container.image), ("name", container.name)] + pairs(of: container)
  }

  /// The allowed ones of the container's own labels.
  func pairs(of container: Container) -> [(name: String, value: String)] {
    allowed.compactMap { label, name in container.labels[label].map { (name, $0) } }
  }

  /// Names of labels on series have letters, digits and underscores.
  private static func sanitized(_ label: String) -> String {
    String(
      decoding: label.utf8.map { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: byte
        default: UInt8(ascii: "_")
        }
      }, as: UTF8.self)
  }
}
