import Shared

@main
enum NodeExporter {
  static func main() throws {
    let collector = LoadavgCollector(HostPaths())
    var metrics = MetricWriter()
    for _ in 0..<3 {
      try collector.collect(into: &metrics)
    }
    print(String(decoding: metrics.written.bytes, as: UTF8.self))
  }
}
