import Shared
import Synchronization

/// Which counters of a kernel file a pattern wants, decided once and remembered.
///
/// Such a file names several hundred counters on every reading and hardly ever other ones. The
/// decision is kept beside the bytes that named them and made again only where those differ:
/// lines come while the machine runs, as those of the ICMP types in `/proc/net/snmp6` do.
final class FieldPlan: Sendable {
  /// A counter that is wanted.
  struct Field: Sendable, Equatable {
    /// Which of its line's values it is, from 0.
    let column: Int
    let family: String
    let help: String
  }

  /// What was decided, in the order of the file. Flat, because some files have a group of names
  /// on each of two hundred lines.
  fileprivate struct Decisions: Sendable {
    var groups: [Group] = []
    var names: [UInt8] = []
    var fields: [Field] = []
  }

  /// One group of names that was decided on; it starts where the one before it ends.
  fileprivate struct Group: Sendable {
    let names: Range<Int>
    let fields: Range<Int>
  }

  private let kept = Mutex(Decisions())
  private let choose: @Sendable (String) -> [Field]

  /// - Parameter choose: Picks the wanted counters of one group of names, in ascending order of
  ///   their columns.
  init(choose: @escaping @Sendable (String) -> [Field]) {
    self.choose = choose
  }

  /// Runs `body` over one reading of the file.
  func reading(_ body: (inout Reading) throws -> Void) rethrows {
    var reading = Reading(decisions: kept.withLock { $0 }, choose: choose)
    try body(&reading)
    if reading.isChanged { kept.withLock { $0 = reading.decisions } }
  }

  /// Writes the wanted counters of a file that has one on each line: `Ip6InReceives 7`.
  ///
  /// - Parameter contents: What was just read of `file`.
  func writeLines(
    of file: KernelFile, _ contents: [UInt8], into metrics: inout MetricWriter,
    noting losses: inout Losses
  ) {
    reading { plan in
      var lines = TextCursor(contents.span)
      while var line = lines.nextLine() {
        let name = line.slice()
        for index in plan.fields(of: name) {
          let field = plan[index]
          do throws(ParseError) {
            let value = try line.number()
            metrics.family(field.family, .untyped, field.help)
            metrics.sample(value)
          } catch {
            losses.note(file.malformed(error, in: name.string))
          }
        }
      }
    }
  }

  /// One pass through the file, in which its groups of names come in turn.
  struct Reading {
    fileprivate var decisions: Decisions
    fileprivate var isChanged = false
    private let choose: (String) -> [Field]
    private var next = 0

    fileprivate init(decisions: Decisions, choose: @escaping (String) -> [Field]) {
      self.decisions = decisions
      self.choose = choose
    }

    /// Which counters are wanted of the file's next group of names.
    mutating func fields(of names: TextCursor) -> Range<Int> {
      defer { next += 1 }
      if next < decisions.groups.count {
        let group = decisions.groups[next]
        if names.equals(decisions.names.span.extracting(group.names)) { return group.fields }
        decisions.forget(from: next)
      }
      isChanged = true
      return decisions.append(names.string, choose(names.string))
    }

    subscript(field: Int) -> Field { decisions.fields[field] }
  }
}

extension FieldPlan.Decisions {
  fileprivate mutating func append(_ names: String, _ fields: [FieldPlan.Field]) -> Range<Int> {
    let firstName = self.names.count
    let firstField = self.fields.count
    self.names += names.utf8
    self.fields += fields
    let group = FieldPlan.Group(
      names: firstName..<self.names.count, fields: firstField..<self.fields.count)
    groups.append(group)
    return group.fields
  }

  fileprivate mutating func forget(from index: Int) {
    names.removeSubrange(groups[index].names.lowerBound...)
    fields.removeSubrange(groups[index].fields.lowerBound...)
    groups.removeSubrange(index...)
  }
}
