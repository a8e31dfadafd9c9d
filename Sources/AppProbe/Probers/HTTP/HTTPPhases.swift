import CCurl

/// How long each phase took, added up over the redirects.
struct HTTPPhases {
  private(set) var resolve: Duration?
  private var connect: Duration?
  private var tls: Duration?
  private var processing: Duration?
  private var transfer: Duration?

  mutating func add(resolving span: Duration) { resolve = (resolve ?? .zero) + span }

  /// Adds what a transfer went through. It counts from its beginning to the end of each phase.
  mutating func add(_ handle: CurlHandle) {
    let lookup = handle.span(CURLINFO_NAMELOOKUP_TIME_T)
    let connected = handle.span(CURLINFO_CONNECT_TIME_T)
    let secured = handle.span(CURLINFO_APPCONNECT_TIME_T)
    let asked = handle.span(CURLINFO_PRETRANSFER_TIME_T)
    let answered = handle.span(CURLINFO_STARTTRANSFER_TIME_T)
    let total = handle.span(CURLINFO_TOTAL_TIME_T)
    Self.add(connected, since: lookup, to: &connect)
    Self.add(secured, since: connected, to: &tls)
    // What is asked goes out at once; the moment before is that of the last phase.
    Self.add(answered, since: max(connected, secured, asked), to: &processing)
    if answered > .zero { Self.add(total, since: answered, to: &transfer) }
  }

  private static func add(_ end: Duration, since start: Duration, to phase: inout Duration?) {
    guard end > .zero else { return }
    phase = (phase ?? .zero) + max(.zero, end - start)
  }

  /// Those that were reached.
  var spans: [(name: String, span: Duration)] {
    [
      ("resolve", resolve), ("connect", connect), ("tls", tls), ("processing", processing),
      ("transfer", transfer),
    ].compactMap { name, span in span.map { (name, $0) } }
  }
}
