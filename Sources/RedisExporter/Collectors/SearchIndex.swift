import Shared

/// The reply to `FT.INFO`: fields by turns with their values, sizes in units of 1 MiB.
struct SearchIndex {
  private let name: String
  private var values: [Double?]

  init?(_ reply: Reply) {
    guard let name = reply["index_name"]?.text else { return nil }
    self.name = name
    values = Array(repeating: nil, count: Self.fields.count)
    for place in stride(from: 0, to: reply.count - 1, by: 2) {
      let key = reply[place].bytes
      guard let index = Self.fields.firstIndex(where: { key.equals($0.key) }) else { continue }
      let value = reply[place + 1]
      let number =
        value.kind == .integer ? value.integer.map(Double.init) : value.text.flatMap(Double.init)
      values[index] = number.map { Self.fields[index].isMebibytes ? $0 * 1_048_576 : $0 }
    }
  }

  static func write(_ indexes: [SearchIndex], into metrics: inout MetricWriter) {
    let labels = indexes.map { Labels([Label("index_name", $0.name.label)]) }
    for (place, field) in fields.enumerated() {
      metrics.family(field.header)
      for (index, labels) in zip(indexes, labels) {
        if let value = index.values[place] { metrics.sample(value, labels) }
      }
    }
  }

  private struct Field: Sendable {
    let key: StaticString
    let header: FamilyHeader
    let isMebibytes: Bool

    init(
      _ key: StaticString, _ name: String, _ help: String, _ kind: MetricKind = .gauge,
      isMebibytes: Bool = false
    ) {
      self.key = key
      header = FamilyHeader("redis_search_index_\(name)", kind, help)
      self.isMebibytes = isMebibytes
    }
  }

  private static let fields: [Field] = [
    Field("num_docs", "num_docs", "Documents in an index."),
    Field("max_doc_id", "max_doc_id", "The highest number of a document in an index."),
    Field("num_terms", "num_terms", "Distinct terms in an index."),
    Field("num_records", "num_records", "Records in an index."),
    Field(
      "inverted_sz_mb", "inverted_size_bytes", "Bytes of an index's inverted indexes.",
      isMebibytes: true),
    Field(
      "total_inverted_index_blocks", "total_inverted_index_blocks",
      "Blocks of an index's inverted indexes."),
    Field(
      "vector_index_sz_mb", "vector_index_size_bytes", "Bytes of an index's vectors.",
      isMebibytes: true),
    Field(
      "offset_vectors_sz_mb", "offset_vectors_size_bytes", "Bytes of an index's term offsets.",
      isMebibytes: true),
    Field(
      "doc_table_size_mb", "doc_table_size_bytes", "Bytes of an index's table of documents.",
      isMebibytes: true),
    Field(
      "sortable_values_size_mb", "sortable_values_size_bytes",
      "Bytes of an index's sortable values.", isMebibytes: true),
    Field(
      "key_table_size_mb", "key_table_size_bytes", "Bytes of an index's table of keys.",
      isMebibytes: true),
    Field(
      "tag_overhead_sz_mb", "tag_overhead_size_bytes",
      "Bytes that an index's tags take beside their values.", isMebibytes: true),
    Field(
      "text_overhead_sz_mb", "text_overhead_size_bytes",
      "Bytes that an index's texts take beside their values.", isMebibytes: true),
    Field(
      "total_index_memory_sz_mb", "total_index_memory_size_bytes", "Bytes of an index in all.",
      isMebibytes: true),
    Field(
      "geoshapes_sz_mb", "geoshapes_size_bytes", "Bytes of an index's shapes.", isMebibytes: true),
    Field("records_per_doc_avg", "avg_per_doc_records", "Records per document of an index."),
    Field("bytes_per_record_avg", "avg_per_record_bytes", "Bytes per record of an index."),
    Field("offsets_per_term_avg", "avg_per_term_offsets", "Offsets per term of an index."),
    Field(
      "offset_bits_per_record_avg", "avg_per_record_offset_bits",
      "Bits of offsets per record of an index."),
    Field("indexing", "indexing", "Whether an index is being filled."),
    Field("percent_indexed", "percent_indexed", "How much of the data an index has, 1 being all."),
    Field(
      "hash_indexing_failures", "hash_indexing_failures", "Documents that could not be indexed."),
    Field("number_of_uses", "number_of_uses_total", "Times that an index was used.", .counter),
    Field("cleaning", "cleaning", "Whether garbage of an index is being collected."),
  ]
}
