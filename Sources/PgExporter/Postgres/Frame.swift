/// A statement, with what goes before it. An error in one of its commands costs those behind it, up to
/// the next sync point: what lies between two of these is one transaction.
struct Frame {
  /// The place of the statement that the last command is; `nil` for what we do on the way.
  let statement: Int?
  var commands = 0
  /// Which of the commands prepare a statement, and which one.
  var preparing: [Int: Session.PreparedKey] = [:]
  /// Whether the server has the statement prepared from before.
  var isKnown = false
  /// Whether it has any of the commands prepared from before.
  var usesKnown = false
  /// Rows come one by one where only so many are kept.
  var rowLimit: Int?
  /// Whether a sync point follows.
  var endsTransaction = true
}
