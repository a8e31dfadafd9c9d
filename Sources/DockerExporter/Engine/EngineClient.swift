import Shared

/// Asks an engine, one call after the other over a kept connection.
///
/// It belongs to one thread: each thread that asks has its own.
final class EngineClient {
  let address: EngineAddress
  /// What is spoken; `nil` before the engine has said what it speaks, and where it does not say.
  private(set) var version: APIVersion?

  private let line: any EngineLine

  init(_ address: EngineAddress) throws(EngineError) {
    line = try address.line()
    self.address = address
  }

  /// What the engine says of itself when it is only asked whether it is there.
  struct Greeting: Sendable, Equatable {
    var version: APIVersion?
    /// Whether it is Podman, which speaks the same API in a dialect.
    var isPodman = false
    /// The engine's time in seconds since 1970, in whole ones.
    var time: Double?
  }

  /// Asks whether the engine is there, and agrees on a version.
  @discardableResult
  func ping(by deadline: Deadline) throws(EngineError) -> Greeting {
    let answer = try answer("/_ping", by: deadline, limit: 4096)
    var greeting = Greeting()
    greeting.version = answer.fields["api-version"].flatMap { APIVersion($0) }
    greeting.isPodman =
      answer.fields["libpod-api-version"] != nil
      || answer.fields["server"]?.hasPrefix("Libpod") == true
    greeting.time = answer.fields["date"].flatMap { Timestamp.http($0) }
    version = greeting.version.map { .spoken(with: $0) }
    return greeting
  }

  /// The path of a call in the version that is spoken; the engine's newest where that is not known.
  func path(_ path: String) -> String { version.map { "/v\($0)\(path)" } ?? path }

  /// Gets a JSON document.
  ///
  /// - Parameters:
  ///   - path: From the first slash, with the query, without the version.
  ///   - limit: Of the answer, in bytes.
  func get(
    _ path: String, by deadline: Deadline, limit: Int = 8 << 20
  ) throws(EngineError) -> JSON {
    let body = try answer(self.path(path), by: deadline, limit: limit).body
    do {
      return try JSON(parsing: body)
    } catch {
      throw EngineError("GET \(self.path(path))", of: address, .notJSON, "\(error)")
    }
  }

  private func answer(
    _ path: String, by deadline: Deadline, limit: Int
  ) throws(EngineError) -> Answer {
    let call = "GET \(path)"
    let answer = Answer(limit: limit) { [address] in
      EngineError(call, of: address, .tooLong, "the answer is longer than \(limit) bytes")
    }
    let status = try line.get(path, into: answer, by: deadline)
    guard status == 200 else {
      throw .refusal(call, of: address, status: status, body: answer.body)
    }
    return answer
  }
}

/// Keeps an answer, up to a limit.
private final class Answer: Receiver {
  private(set) var body: [UInt8] = []
  /// By name in lower case.
  private(set) var fields: [String: String] = [:]
  private let limit: Int
  private let excess: () -> EngineError

  init(limit: Int, excess: @escaping () -> EngineError) {
    self.limit = limit
    self.excess = excess
  }

  override func field(_ name: String, _ value: String) {
    if fields.count < 100 { fields[name] = value }
  }

  override func body(_ bytes: Span<UInt8>) {
    guard body.count + bytes.count <= limit else {
      problem = excess()
      return
    }
    body.append(bytes)
  }
}
