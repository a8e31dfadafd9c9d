import Shared

@testable import DockerExporter

extension Container {
  /// One whose id is made of its name.
  static func named(
    _ name: String, id: String? = nil, _ state: State = .running,
    labels: [String: String] = [:], createdAt: Double? = 1000
  ) -> Container {
    var container = Container(id: id ?? "id-of-\(name)", name: name, image: "box:1")
    container.imageID = "sha256:1"
    container.state = state
    container.labels = labels
    container.createdAt = createdAt
    return container
  }
}

extension ContainerLedger {
  /// One that was brought up to date once, with these containers and a history of each.
  convenience init(_ containers: Container...) {
    self.init()
    contents.update { contents in
      contents.connection.lastReconciliation = 2000
      for container in containers {
        contents.containers[container.id] = container
        contents.histories[container.name, default: .init()].labels = container.labels
      }
    }
  }
}

/// The samples of those families whose names start so, in order.
func samples(_ text: String, of prefix: String) -> [String] {
  text.split(separator: "\n").map(String.init).filter { $0.hasPrefix(prefix) }
}
