import Shared

/// A time series as Prometheus keeps it: the moments of its samples are those of the scrapes.
struct Series: Sendable, Equatable {
  struct Sample: Sendable, Equatable {
    /// Seconds since 1970.
    let at: Double
    let value: Double
  }

  let labels: [String: String]
  /// In their order.
  let samples: [Sample]

  subscript(label: String) -> String { labels[label] ?? "" }

  /// How far samples are apart as a rule, in seconds: the median.
  var interval: Double {
    let gaps = zip(samples, samples.dropFirst()).map { $1.at - $0.at }.sorted()
    return gaps.isEmpty ? 15 : gaps[gaps.count / 2]
  }

  /// The last sample up to a moment.
  func last(upTo moment: Double) -> Sample? { samples.last { $0.at <= moment } }

  /// The first sample from a moment on.
  func first(from moment: Double) -> Sample? { samples.first { $0.at >= moment } }
}

extension Series {
  /// Reads the series of an answer, of which a matrix and a vector are known; `nil` for others.
  static func all(in answer: JSON) -> [Series]? {
    guard let result = answer["data"]?["result"]?.array else { return nil }
    var all: [Series] = []
    for series in result {
      guard let metric = series["metric"]?.object else { return nil }
      let pairs = series["values"]?.array ?? series["value"].map { [$0] } ?? []
      var samples: [Sample] = []
      for pair in pairs {
        guard let pair = pair.array, pair.count == 2, let at = pair[0].number,
          let value = pair[1].string.flatMap(Double.init)
        else { return nil }
        samples.append(Sample(at: at, value: value))
      }
      all.append(Series(labels: metric.compactMapValues(\.string), samples: samples))
    }
    return all
  }
}
