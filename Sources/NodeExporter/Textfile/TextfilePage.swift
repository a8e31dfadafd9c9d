import Shared

/// What several text files say together.
///
/// A family may come from several of them if its type is the same in all; its text of HELP is that
/// of the first that has one. A file that contradicts those before it is rejected as a whole.
struct TextfilePage: Sendable {
  private(set) var files: [Textfile] = []
  private(set) var rejected: [(path: String, error: TextfileError)] = []
  private var families: [Family] = []
  private var indexes: [String: Int] = [:]
  /// The names that samples have or may have, which no other family may have.
  private var names: Set<String> = []

  private struct Family {
    let name: String
    let kind: MetricKind
    var help: String?
    /// Which files, and which of their families.
    var parts: [(file: Int, family: Int)] = []
  }

  /// - Parameter taken: Families that are not for text files to serve.
  init(_ files: [Textfile] = [], taken: Set<String> = []) {
    for file in files {
      do throws(TextfileError) {
        let families = try file.content.get()
        try check(families, taken)
        add(file, families)
      } catch {
        rejected.append((file.path, error))
      }
    }
  }

  func write(into metrics: inout MetricWriter) {
    for family in families {
      metrics.family(family.name, family.kind, family.help ?? origin(of: family))
      for part in family.parts {
        guard case .success(let families) = files[part.file].content else { continue }
        metrics.samples(rendered: families[part.family].samples)
      }
    }
  }

  private func origin(of family: Family) -> String {
    "Read from \(family.parts.map { files[$0.file].path }.joined(separator: ", "))."
  }
}

// MARK: - Merging

extension TextfilePage {
  private mutating func add(_ file: Textfile, _ new: [Textfile.Family]) {
    for (index, family) in new.enumerated() {
      let place = indexes[family.name] ?? families.count
      if place == families.count {
        families.append(Family(name: family.name, kind: family.kind))
        indexes[family.name] = place
        names.formUnion(family.sampleNames)
      }
      if families[place].help == nil { families[place].help = family.help }
      families[place].parts.append((files.count, index))
    }
    files.append(file)
  }

  /// Throws where a file contradicts itself, the files before it or what is taken.
  private func check(_ new: [Textfile.Family], _ taken: Set<String>) throws(TextfileError) {
    var ownNames: Set<String> = []
    for family in new {
      let sampleNames = family.sampleNames
      if sampleNames.contains(where: taken.contains) {
        throw TextfileError(
          line: family.line, reason: "\(family.name) is a metric of this exporter itself")
      }
      if let index = indexes[family.name] {
        try check(family, against: families[index])
      } else if !names.isDisjoint(with: sampleNames) {
        throw TextfileError(
          line: family.line,
          reason: "samples of \(family.name) have the name of another file's metric")
      }
      if !ownNames.isDisjoint(with: sampleNames) {
        throw TextfileError(
          line: family.line, reason: "samples of \(family.name) have the name of another metric")
      }
      ownNames.formUnion(sampleNames)
    }
  }

  private func check(
    _ family: Textfile.Family, against other: Family
  ) throws(TextfileError) {
    guard family.kind == other.kind else {
      throw TextfileError(
        line: family.line,
        reason: "\(family.name) is \(family.kind) here and \(other.kind) in \(path(of: other))")
    }
    var known: [Int: Int] = [:]
    for part in other.parts {
      guard case .success(let families) = files[part.file].content else { continue }
      for series in families[part.family].series { known[series.identity] = part.file }
    }
    for series in family.series {
      if let file = known[series.identity] {
        throw TextfileError(
          line: Int(series.line),
          reason: "a series of \(family.name) that \(files[file].path) has, too")
      }
    }
  }

  private func path(of family: Family) -> String {
    family.parts.first.map { files[$0.file].path } ?? ""
  }
}

extension Textfile.Family {
  fileprivate var sampleNames: [String] { [name] + kind.sampleSuffixes.map { "\(name)\($0)" } }
}
