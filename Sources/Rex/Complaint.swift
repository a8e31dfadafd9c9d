/// Why a command cannot do what it was asked for: what is wrong, and what helps.
struct Complaint: Error, Equatable, CustomStringConvertible {
  /// What the process ends with.
  enum Code: Int32, Sendable {
    case failed = 1
    case noIncident = 2
  }

  let description: String
  let code: Code

  init(_ description: String, code: Code = .failed) {
    self.description = description
    self.code = code
  }
}
