import Shared

/// What is known of a key.
struct KeyMeasurement {
  let key: DatabaseKey
  /// Its length, in what its type consists of.
  var size: Int64?
  /// Bytes.
  var memory: Int64?
  /// What a string holds, its first 256 bytes at most.
  var value: String?
}

/// Measures keys: in two round trips, and one more where there are HyperLogLogs.
struct KeyMeter<Session: Conversing> {
  let reader: KeyReader<Session>
  let exportsValues: Bool

  /// - Parameter isNamed: Whether the keys were named one by one. One that does not exist then has
  ///   size 0, as an empty list does; one that was found is gone.
  func measure(
    _ keys: [DatabaseKey], isNamed: Bool, _ losses: inout Losses
  ) throws(RedisError) -> [KeyMeasurement] {
    let keys = keys.sorted { $0.database < $1.database }
    let first = try reader.ask(
      keys.flatMap { [question("TYPE", $0), question("MEMORY USAGE", $0)] })
    var measurements: [KeyMeasurement?] = []
    var questions: [KeyQuestion] = []
    var askers: [(key: Int, type: String)] = []
    for (index, key) in keys.enumerated() {
      let type = losses.take(first[2 * index])?.text
      let memory = losses.take(first[2 * index + 1])?.integer
      guard let type, type != "none" || isNamed else {
        measurements.append(nil)
        continue
      }
      var measurement = KeyMeasurement(key: key, memory: memory)
      if type == "none" { measurement.size = 0 }
      measurements.append(measurement)
      guard let command = Self.sizeCommand(type) else { continue }
      questions.append(question(command, key))
      if type == "string" { questions.append(beginning(of: key)) }
      askers.append((index, type))
    }
    let second = try reader.ask(questions)
    var next = 0
    var sketches: [Int] = []
    for (index, type) in askers {
      measurements[index]?.size = losses.take(second[next])?.integer
      next += 1
      guard type == "string" else { continue }
      // Without values it only refines what is known.
      let answer = second[next]
      next += 1
      let reply = exportsValues ? losses.take(answer) : try? answer.get()
      guard let start = reply?.copy else { continue }
      if start.starts(with: Array("HYLL".utf8)) {
        sketches.append(index)
      } else if exportsValues {
        measurements[index]?.value = KeyLabel.of(start)
      }
    }
    let third = try reader.ask(sketches.map { question("PFCOUNT", keys[$0]) })
    for (answer, index) in zip(third, sketches) {
      // A user who may only read may not ask this, and a string may begin like a sketch.
      if case .success(let reply) = answer { measurements[index]?.size = reply.integer }
    }
    return measurements.compactMap(\.self)
  }

  private func question(_ words: String, _ key: DatabaseKey) -> KeyQuestion {
    let words = words.split(separator: " ")
    return KeyQuestion(
      database: key.database,
      command: Command(
        bytes: words.map { Array($0.utf8) } + [key.bytes], name: words.joined(separator: " ")),
      key: key.bytes)
  }

  /// Enough of a string to see whether it is a HyperLogLog. `PFCOUNT` of any other is an error,
  /// which the server would count.
  private func beginning(of key: DatabaseKey) -> KeyQuestion {
    let end = exportsValues ? "259" : "3"
    return KeyQuestion(
      database: key.database,
      command: Command(
        bytes: [Array("GETRANGE".utf8), key.bytes, [UInt8(ascii: "0")], Array(end.utf8)],
        name: "GETRANGE"),
      key: key.bytes)
  }

  private static func sizeCommand(_ type: String) -> String? {
    switch type {
    case "string": "STRLEN"
    case "list": "LLEN"
    case "set": "SCARD"
    case "zset": "ZCARD"
    case "hash": "HLEN"
    case "stream": "XLEN"
    case "array": "ARCOUNT"
    default: nil
    }
  }
}

extension Losses {
  /// The reply, or nothing where there is none; a refusal is noted, unless the server lacks the
  /// command or the key is another node's that is not followed.
  mutating func take(_ answer: Result<Reply, RedisError>) -> Reply? {
    switch answer {
    case .success(let reply): return reply
    case .failure(let error):
      if !error.isUnsupported, !error.isElsewhere { note(error) }
      return nil
    }
  }
}
