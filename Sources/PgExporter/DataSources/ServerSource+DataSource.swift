extension ServerSource {
  init(_ source: DataSource) {
    self.init(label: source.server, parameters: source.parameters) { source.redact($0) }
    connectLimit = source.connectLimit
  }
}
