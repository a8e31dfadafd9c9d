import Shared

/// What the server says of a stream, a group or a consumer: the labels and the reply.
struct StreamRow {
  let labels: Labels
  let reply: Reply

  /// A number; nothing where the server does not know it.
  func number(_ field: String) -> Int? { reply[field]?.integer.map { Int($0) } }

  /// Milliseconds as seconds.
  func seconds(_ field: String) -> Duration? { reply[field]?.integer.map { .milliseconds($0) } }

  /// The first part of an entry's id, which is a time in milliseconds unless the id was chosen.
  func identifier(_ field: String) -> UInt64? { reply[field].flatMap { Self.identifier($0) } }

  /// The id of an entry that stands there with its content, which is not looked at.
  func entry(_ field: String) -> UInt64? {
    guard let entry = reply[field], entry.count > 0 else { return nil }
    return Self.identifier(entry[0])
  }

  private static func identifier(_ id: Reply) -> UInt64? {
    id.text.flatMap { UInt64($0.prefix { $0 != "-" }) }
  }
}

/// The rows of all streams that are looked at.
struct StreamRows {
  var streams: [StreamRow] = []
  var groups: [StreamRow] = []
  var consumers: [StreamRow] = []

  func write(into metrics: inout MetricWriter) {
    writeStreams(into: &metrics)
    writeGroups(into: &metrics)
    write(
      consumers, "redis_stream_group_consumer_messages_pending",
      "Entries that a consumer was given and has not acknowledged.", &metrics
    ) { $0.number("pending") }
    write(
      consumers, "redis_stream_group_consumer_idle_seconds",
      "Time since a consumer last asked for entries.", &metrics
    ) { $0.seconds("idle") }
  }

  private func writeStreams(into metrics: inout MetricWriter) {
    write(streams, "redis_stream_length", "Entries in a stream.", &metrics) { $0.number("length") }
    write(
      streams, "redis_stream_radix_tree_keys", "Keys of the tree that holds a stream.", &metrics
    ) { $0.number("radix-tree-keys") }
    write(
      streams, "redis_stream_radix_tree_nodes", "Nodes of the tree that holds a stream.", &metrics
    ) { $0.number("radix-tree-nodes") }
    write(
      streams, "redis_stream_last_generated_id",
      "First part of the id that a stream last gave, in milliseconds since 1970.", &metrics
    ) { $0.identifier("last-generated-id") }
    write(streams, "redis_stream_groups", "Consumer groups of a stream.", &metrics) {
      $0.number("groups")
    }
    write(
      streams, "redis_stream_max_deleted_entry_id",
      "First part of the highest id that was deleted from a stream; 0 when none was.", &metrics
    ) { $0.identifier("max-deleted-entry-id") }
    write(
      streams, "redis_stream_first_entry_id", "First part of the id of a stream's oldest entry.",
      &metrics
    ) { $0.entry("first-entry") }
    write(
      streams, "redis_stream_last_entry_id", "First part of the id of a stream's newest entry.",
      &metrics
    ) { $0.entry("last-entry") }
    write(
      streams, "redis_stream_entries_added_total", "Entries ever added to a stream.",
      &metrics, kind: .counter
    ) { $0.number("entries-added") }
  }

  private func writeGroups(into metrics: inout MetricWriter) {
    write(groups, "redis_stream_group_consumers", "Consumers of a group.", &metrics) {
      $0.number("consumers")
    }
    write(
      groups, "redis_stream_group_messages_pending",
      "Entries that a group's consumers were given and have not acknowledged.", &metrics
    ) { $0.number("pending") }
    write(
      groups, "redis_stream_group_last_delivered_id",
      "First part of the id of the entry that a group was given last.", &metrics
    ) { $0.identifier("last-delivered-id") }
    write(
      groups, "redis_stream_group_entries_read", "Entries that a group has read, as far as known.",
      &metrics
    ) { $0.number("entries-read") }
    write(
      groups, "redis_stream_group_lag",
      "Entries of the stream that a group was not given yet; absent while the server does not know.",
      &metrics
    ) { $0.number("lag") }
  }

  private func write(
    _ rows: [StreamRow], _ name: String, _ help: String, _ metrics: inout MetricWriter,
    kind: MetricKind = .gauge, value: (StreamRow) -> (some MetricValue)?
  ) {
    metrics.family(name, kind, help)
    for row in rows { if let value = value(row) { metrics.sample(value, row.labels) } }
  }
}
