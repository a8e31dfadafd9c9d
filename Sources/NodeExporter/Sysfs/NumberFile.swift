import Shared

/// A number that something in `/sys` shows in a file of its own, and the family that it becomes.
struct NumberFile: Sendable {
  /// Relative to the folder of what shows it.
  let file: String
  let header: FamilyHeader
  let unit: Unit

  /// What the file counts, against the base unit that the family is in.
  enum Unit: Sendable {
    case one
    /// Tenths, thousandths, …: as many digits stand behind the point.
    case decimals(Int)
    /// Sectors, kilohertz, …: as many of the base unit each.
    case times(Int)

    /// What the file counts, in the base unit.
    func base(_ number: Double) -> Double {
      switch self {
      case .one: number
      case .decimals(let decimals): number / (0..<decimals).reduce(1) { scale, _ in scale * 10 }
      case .times(let factor): number * Double(factor)
      }
    }
  }

  static func gauge(
    _ file: String, _ family: String, _ help: String, _ unit: Unit = .one
  ) -> Self {
    Self(file: file, header: FamilyHeader(family, .gauge, help), unit: unit)
  }

  static func counter(
    _ file: String, _ family: String, _ help: String, _ unit: Unit = .one
  ) -> Self {
    Self(file: file, header: FamilyHeader(family, .counter, help), unit: unit)
  }
}

extension KernelFile {
  /// The number at the file's start, or `nil` where there is none: the file is missing or empty, the
  /// device refuses to tell in its state, as a sensor without power does, or its driver says in words
  /// that it does not know.
  ///
  /// - Parameter losses: Gets anything else that stands there instead of a number.
  func measured(noting losses: inout Losses) -> Int? {
    do {
      return try number()
    } catch is SystemError {
      return nil
    } catch let error as MalformedFile where Self.unknown.contains(error.reason.found) {
      return nil
    } catch {
      losses.note(error)
      return nil
    }
  }
}

extension KernelFile {
  /// What drivers write where they have no number; 64 bits that are all set are one of a counter.
  private static let unknown: Set<String> = [
    "", "N/A", "<unknown>", "<unsupported>", "\(UInt64.max)",
  ]

  /// The whole file as it is, without the newline at its end, or `nil` where there is none.
  func line() -> String? {
    guard let file = try? read() else { return nil }
    var text = TextCursor(file.span)
    return text.nextLine()?.string ?? ""
  }
}

extension MetricWriter {
  mutating func sample(_ number: Int, in unit: NumberFile.Unit, _ labels: Labels) {
    switch unit {
    case .one: sample(number, labels)
    case .decimals(let decimals): sample(FixedPoint(number, decimals: decimals), labels)
    case .times(let factor): sample(Double(number) * Double(factor), labels)
    }
  }
}
