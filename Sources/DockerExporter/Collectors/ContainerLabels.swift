import Shared

/// Which labels the series of a container have: `id`, `image` and `name`, as cAdvisor has them, and
/// those of the container's own that are allowed, as `container_label_NAME`.
///
/// All of them would let whoever labels a container make as many series as they like.
struct ContainerLabels: Sendable {
  static let usual = ["com.docker.compose.project", "com.docker.compose.service"]

  /// What is allowed, and what it is served as, without two of the same name.
  private let allowed: [(label: String, name: String)]

  /// - Parameter allowed: Names of containers' labels.
  init(allowed: [String] = Self.usual) {
    var seen: Set<String> = []
    self.allowed = allowed.map { ($0, "container_label_" + Self.labelName($0)) }
      .filter { seen.insert($0.1).inserted }
  }

  /// Renders the labels of a container.
  ///
  /// - Parameter cgroup: Its path in the hierarchies of control groups; where that is not known, the
  ///   one that the engine gives it unless systemd makes the groups.
  func labels(of container: Container, cgroup: String? = nil) -> Labels {
    Labels(
      pairs: [
        ("id", cgroup ?? "/docker/\(container.id)"), ("image", container.image),
        ("name", container.name),
      ] + own(of: container))
  }

  /// The container's own labels that are allowed.
  func own(of container: Container) -> [(name: String, value: String)] {
    allowed.compactMap { label, name in
      // A label without a value is none.
      guard let value = container.labels[label], !value.isEmpty else { return nil }
      return (name, value)
    }
  }

  /// What of a name can be in the name of a label; anything else becomes `_`.
  private static func labelName(_ name: String) -> String {
    String(
      String.UnicodeScalarView(
        name.unicodeScalars.map { scalar in
          switch scalar {
          case "a"..."z", "A"..."Z", "0"..."9", "_": scalar
          default: "_"
          }
        }))
  }
}
