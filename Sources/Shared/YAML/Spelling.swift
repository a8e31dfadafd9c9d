/// What somebody may have meant.
enum Spelling {
  /// The candidate that is a slip or two away from `word`, if there is one.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    let word = Array(word.lowercased().utf8)
    // Longer ones are not slips of a key, and would take long to compare.
    guard word.count <= 64 else { return nil }
    var best: (distance: Int, candidate: String)?
    for candidate in candidates where candidate.utf8.count <= 64 {
      let other = Array(candidate.lowercased().utf8)
      let most = min(2, max(word.count, other.count) / 3)
      let distance = distance(word, other)
      if distance <= most, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.candidate
  }

  /// How many letters were left out, added, mistaken or swapped with the next.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        let isSame = left[row] == right[column]
        var least = min(
          last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          least = min(least, beforeLast[column - 1] + 1)
        }
        current.append(least)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}
