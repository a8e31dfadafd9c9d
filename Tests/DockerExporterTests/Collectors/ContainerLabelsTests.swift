import Shared
import TestSupport
import Testing

@testable import DockerExporter

/// Which labels a container's series have.
@Suite struct ContainerLabelsTests {
  @Test func composeLabelsAreServedAndNoOthers() {
    #expect(
      text(ContainerLabels()) == """
        {id="/docker/4f1c",image="box",name="web",\
        container_label_com_docker_compose_project="vote",\
        container_label_com_docker_compose_service="web \\"1\\""} 1
        """)
  }

  @Test func namesThatBecomeTheSameAreServedOnce() {
    #expect(
      text(ContainerLabels(allowed: ["tier.x", "tier-x", "empty", "absent"]))
        == #"{id="/docker/4f1c",image="box",name="web",container_label_tier_x="front"} 1"#)
  }

  @Test func aCgroupThatIsKnownIsTheId() {
    let labels = ContainerLabels(allowed: [])
    #expect(
      text(labels, cgroup: "/system.slice/docker-4f1c.scope")
        == #"{id="/system.slice/docker-4f1c.scope",image="box",name="web"} 1"#)
  }

  private func text(_ labels: ContainerLabels, cgroup: String? = nil) -> String {
    var container = Container(id: "4f1c", name: "web", image: "box")
    container.labels = [
      "com.docker.compose.project": "vote", "com.docker.compose.service": "web \"1\"",
      "tier.x": "front", "tier-x": "back", "empty": "", "secret": "x",
    ]
    let line = exposition { metrics in
      metrics.family("a", .gauge, "")
      metrics.sample(true, labels.labels(of: container, cgroup: cgroup))
    }
    return String(samples(line)[0].dropFirst())
  }
}
