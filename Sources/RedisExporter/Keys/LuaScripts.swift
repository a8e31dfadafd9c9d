import Shared

/// Scripts of the user's, run by the server at each scrape: each returns a list `name, number,
/// name, number …`.
///
/// One that fails costs only its own series.
struct LuaScripts: RedisCollector {
  /// A script's outcome, as the value of its series.
  private enum Outcome: Int { case failed, succeeded, empty }

  /// Series of one script at most.
  static let valueLimit = 1000

  let name = "script"
  /// The paths as they were given, which are labels.
  private let files: [String]
  private let evaluations: [Command]

  /// Reads the files.
  ///
  /// - Parameter isReadOnly: Whether the server is to refuse scripts that write, which it can from
  ///   7.0 on.
  init(files: [String], isReadOnly: Bool = false) throws {
    var unique: [String] = []
    for file in files where !unique.contains(file) { unique.append(file) }
    self.files = unique
    let command = isReadOnly ? "EVAL_RO" : "EVAL"
    evaluations = try unique.map { file in
      let status = try FileStatus(of: file)
      guard status.isRegular, status.size <= 1 << 20 else {
        throw FlagError(flag: "script", reason: "\(file): it is no file, or has more than 1 MiB")
      }
      let script = try FileTree(root: "").fileReadOnce(file).read()
      return Command(
        bytes: [Array(command.utf8), script, [UInt8(ascii: "0")]], name: "\(command) of \(file)")
    }
  }

  func commands(for server: ServerInfo) -> [Command] { evaluations }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var rows: [(labels: Labels, value: Double)] = []
    var outcomes: [Outcome] = []
    for (index, file) in files.enumerated() {
      do {
        let values = try Self.values(in: answers.reply(index), of: file, &rows)
        outcomes.append(values == 0 ? .empty : .succeeded)
      } catch {
        losses.note(error)
        outcomes.append(.failed)
      }
    }
    metrics.family("redis_script_values", .gauge, "A number that a script returned.")
    for row in rows { metrics.sample(row.value, row.labels) }
    metrics.family(
      "redis_script_result", .gauge,
      "Outcome of a script: 1 when it returned numbers, 2 when it returned none, 0 when it failed.")
    for (file, outcome) in zip(files, outcomes) {
      metrics.sample(outcome.rawValue, [Label("filename", file)])
    }
    try losses.report()
  }

  /// Appends the numbers that a script returned, up to the first that is none; how many there were.
  private static func values(
    in reply: Reply, of file: String, _ rows: inout [(labels: Labels, value: Double)]
  ) throws(RedisError) -> Int {
    if reply.kind == .null { return 0 }
    guard reply.kind == .array, reply.count.isMultiple(of: 2) else {
      throw RedisError(.other, "\(file): it returned no list of names and numbers")
    }
    guard reply.count / 2 <= valueLimit else {
      throw RedisError(.other, "\(file): it returned more than \(valueLimit) numbers")
    }
    var seen: Set<Labels> = []
    for index in stride(from: 0, to: reply.count, by: 2) {
      let name =
        reply[index].kind == .integer
        ? "\(reply[index].integer ?? 0)" : KeyLabel.of(reply[index].copy)
      guard let value = number(reply[index + 1]) else {
        throw RedisError(.other, "\(file): value \(index / 2 + 1) that it returned is no number")
      }
      let labels = Labels([Label("key", name), Label("filename", file)])
      if seen.insert(labels).inserted { rows.append((labels, value)) }
    }
    return reply.count / 2
  }

  private static func number(_ reply: Reply) -> Double? {
    reply.kind == .integer ? reply.integer.map(Double.init) : reply.text.flatMap { Double($0) }
  }
}
