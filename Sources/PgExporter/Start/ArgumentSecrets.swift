/// Connection strings in complaints about a command line that cannot be read.
///
/// A misspelled flag or a stray word may be one, and the complaint would quote it with its password.
enum ArgumentSecrets {
  static func redact(_ complaint: String) -> String {
    complaint.split(separator: " ", omittingEmptySubsequences: false).map { word in
      let isSecret = word.contains("://") || word.contains("password=") || word.contains("@")
      return isSecret ? "<connection string>" : String(word)
    }.joined(separator: " ")
  }
}
