import Shared
import TestSupport
import Testing

@testable import DockerExporter

@Suite struct DiskUsageCollectorTests {
  /// As Docker 20.10 answers, shortened: an image that is used, one without a name that is not, a
  /// container that runs and one that has ended, volumes of which one was not measured, build cache.
  private static let answer = """
    {"LayersSize": 3000, "Images": [
      {"Id": "sha256:a", "RepoTags": ["box:latest", "box:1"], "Size": 2000, "SharedSize": 500,
       "Containers": 2},
      {"Id": "sha256:b", "RepoTags": null, "Size": 1500, "SharedSize": 500, "Containers": 0}],
     "Containers": [
      {"Names": ["/web"], "State": "running", "SizeRw": 100, "SizeRootFs": 2100},
      {"Names": ["/job"], "State": "exited", "SizeRw": 40, "SizeRootFs": 2040},
      {"Names": ["/idle"], "State": "running", "SizeRootFs": 2000}],
     "Volumes": [
      {"Name": "data", "UsageData": {"Size": 700, "RefCount": 1}},
      {"Name": "old", "UsageData": {"Size": 300, "RefCount": 0}},
      {"Name": "unknown", "UsageData": {"Size": -1, "RefCount": -1}}],
     "BuildCache": [
      {"ID": "1", "Size": 50, "InUse": false, "Shared": false},
      {"ID": "2", "Size": 60, "InUse": true, "Shared": false},
      {"ID": "3", "Size": 70, "InUse": false, "Shared": true}]}
    """

  private func collector(
    _ answer: String?, error: EngineError? = nil, limit: Int = 100
  ) throws -> DiskUsageCollector {
    var latest = Inquiry<DiskUsage>.Latest()
    if let answer {
      latest.answer = DiskUsage(try JSON(parsing: Array(answer.utf8)))
      latest.time = .now - .seconds(60)
      latest.duration = .milliseconds(1500)
    }
    latest.error = error
    return DiskUsageCollector(limit: limit) { [latest] in latest }
  }

  private var refusal: EngineError {
    get throws {
      EngineError(
        "GET /system/df", of: try EngineAddress("unix:///s", environment: [:]), .status(500),
        "a disk usage operation is already running")
    }
  }

  @Test func sizesAreToldByKindAndOneByOne() throws {
    let text = try exposition(of: collector(Self.answer))
    #expect(
      samples(text).filter { !$0.hasPrefix("docker_disk_usage_age_seconds") } == [
        "docker_disk_usage_duration_seconds 1.5",
        #"docker_disk_usage_bytes{type="images"} 3000"#,
        #"docker_disk_usage_bytes{type="containers"} 140"#,
        #"docker_disk_usage_bytes{type="volumes"} 1000"#,
        #"docker_disk_usage_bytes{type="build_cache"} 110"#,
        #"docker_disk_usage_reclaimable_bytes{type="images"} 1500"#,
        #"docker_disk_usage_reclaimable_bytes{type="containers"} 40"#,
        #"docker_disk_usage_reclaimable_bytes{type="volumes"} 300"#,
        #"docker_disk_usage_reclaimable_bytes{type="build_cache"} 50"#,
        #"docker_disk_usage_objects{type="images"} 2"#,
        #"docker_disk_usage_objects{type="containers"} 3"#,
        #"docker_disk_usage_objects{type="volumes"} 3"#,
        #"docker_disk_usage_objects{type="build_cache"} 3"#,
        #"docker_image_size_bytes{image="box:latest",image_id="sha256:a"} 2000"#,
        #"docker_image_size_bytes{image="<none>",image_id="sha256:b"} 1500"#,
        #"docker_image_containers{image="box:latest",image_id="sha256:a"} 2"#,
        #"docker_image_containers{image="<none>",image_id="sha256:b"} 0"#,
        #"docker_volume_size_bytes{volume="data"} 700"#,
        #"docker_volume_size_bytes{volume="old"} 300"#,
        #"docker_volume_containers{volume="data"} 1"#,
        #"docker_volume_containers{volume="old"} 0"#,
        #"docker_container_size_written_bytes{name="web"} 100"#,
        #"docker_container_size_written_bytes{name="job"} 40"#,
        #"docker_container_size_written_bytes{name="idle"} 0"#,
        #"docker_container_size_bytes{name="web"} 2100"#,
        #"docker_container_size_bytes{name="job"} 2040"#,
        #"docker_container_size_bytes{name="idle"} 2000"#,
      ])
  }

  @Test func theLargestAreToldWhenThereAreMany() throws {
    let text = try exposition(of: collector(Self.answer, limit: 1))
    #expect(samples(text, of: "docker_image_size_bytes").map { $0.suffix(4) } == ["2000"])
    #expect(samples(text, of: "docker_volume_size_bytes").map { $0.suffix(4) } == [" 700"])
    #expect(samples(text, of: "docker_disk_usage_objects{type=\"volumes\"").map(\.last) == ["3"])
  }

  @Test func anAnswerThatIsYetToComeIsAbsentAndOneThatFailedIsAFailure() throws {
    #expect(throws: Absent.self) { try exposition(of: collector(nil)) }
    #expect(throws: EngineError.self) { try exposition(of: collector(nil, error: refusal)) }
  }

  @Test func oldFiguresAreServedWithTheirAgeWhenNoNewOnesCome() throws {
    let page = try PartialExposition(of: collector(Self.answer, error: refusal))
    #expect(page.reason?.contains("already running") == true)
    let age = try #require(samples(page.text, of: "docker_disk_usage_age_seconds").first)
    #expect(try #require(Double(age.split(separator: " ")[1])) >= 60)
  }

  @Test(arguments: ["{}", "[]", #"{"Images": 3, "Volumes": [7]}"#])
  func nonsenseHasNoSizes(_ answer: String) throws {
    let text = try exposition(of: collector(answer))
    #expect(samples(text, of: "docker_image_size_bytes") == [])
    #expect(samples(text, of: "docker_disk_usage_bytes").allSatisfy { $0.hasSuffix(" 0") })
  }
}
