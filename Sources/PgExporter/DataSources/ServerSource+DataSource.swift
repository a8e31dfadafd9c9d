extension ServerSource {
  init(_ source: DataSource) {
    self.init(
      label: source.server,
      parameters: source.parameters.map { ($0.keyword, $0.value.revealed) })
    redact = { source.redact($0) }
    connectLimit = source.connectLimit
  }
}
