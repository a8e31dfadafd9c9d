import Shared

extension [KeyMeasurement] {
  /// Writes the families of keys; of those whose labels are the same, the first one's.
  func write(into metrics: inout MetricWriter) {
    var seen: Set<Labels> = []
    let rows = compactMap { measurement -> (labels: Labels, measurement: KeyMeasurement)? in
      let labels = measurement.key.labels
      return seen.insert(labels).inserted ? (labels, measurement) : nil
    }
    metrics.family(
      "redis_key_size", .gauge,
      "Length of a key: of a string in bytes, of anything else in its elements.")
    for (labels, row) in rows { if let size = row.size { metrics.sample(Int(size), labels) } }
    metrics.family(
      "redis_key_memory_usage_bytes", .gauge,
      "Memory that a key and its value take, as the server estimates it.")
    for (labels, row) in rows { if let memory = row.memory { metrics.sample(Int(memory), labels) } }
    metrics.family("redis_key_value", .gauge, "Value of a key that holds a number.")
    for (labels, row) in rows { if let number = row.number { metrics.sample(number, labels) } }
    metrics.family(
      "redis_key_value_as_string", .gauge,
      "1, with the first 256 bytes of a key's value in a label, where it is no number.")
    for (_, row) in rows {
      guard let value = row.value, row.number == nil else { continue }
      let (database, name) = (row.key.databaseLabel, row.key.name)
      metrics.sample(1, [Label("db", database), Label("key", name), Label("val", value)])
    }
  }
}

extension KeyMeasurement {
  fileprivate var number: Double? { value.flatMap { Double($0) } }
}

extension DatabaseKey {
  var databaseLabel: String { KeyLabel.database(database) }
  var name: String { KeyLabel.of(bytes) }
  var labels: Labels { Labels([Label("db", databaseLabel), Label("key", name)]) }
}
