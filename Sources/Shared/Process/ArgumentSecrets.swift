/// Connection strings in complaints about a command line that cannot be read.
///
/// A misspelled flag or a stray word may be one, and the complaint would quote it with its password.
package enum ArgumentSecrets {
  private static let signs = ["://", "password=", "@"]

  package static func redact(_ complaint: String) -> String {
    let first = complaint.firstIndex(of: "'")
    let last = complaint.lastIndex(of: "'")
    // The argument is what stands in quotes; it may have spaces and quotes itself.
    var quoted: Substring = ""
    if let first, let last, first < last { quoted = complaint[first..<last] }
    // There are no arguments but flags: one of several words is a connection string in pieces.
    let isStray = complaint.lowercased().contains("unexpected argument") && quoted.contains(" ")
    guard isStray || quoted.contains("=") || signs.contains(where: { complaint.contains($0) })
    else { return complaint }
    guard let first, let last, first < last else {
      return "an argument that may hold a password cannot be read"
    }
    return complaint[...first] + "<connection string>" + complaint[last...]
  }
}
