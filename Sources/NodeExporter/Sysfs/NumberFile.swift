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
  /// The number at the file's start, or `nil` where there is none: the file is missing or empty, or
  /// the device refuses to tell in its state, as a sensor without power does.
  ///
  /// - Parameter losses: Gets what stands there instead of a number.
  func measured(noting losses: inout Losses) -> Int? {
    do {
      return try number()
    } catch is SystemError {
      return nil
    } catch let error as MalformedFile where error.reason.found.isEmpty {
      return nil
    } catch {
      losses.note(error)
      return nil
    }
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
