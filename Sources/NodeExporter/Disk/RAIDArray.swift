import Shared

/// A software RAID, from three lines of `/proc/mdstat` (`man 4 md`):
///
///     md6 : active raid1 sdb2[2](F) sdc[1](S) sda2[0]
///           195310144 blocks [2/1] [U_]
///           [=>...................]  recovery =  8.5% (16775552/195310144) finish=17.0min
struct RAIDArray: Equatable {
  let device: String
  let state: State
  /// In the kernel's blocks of 1024 bytes.
  var blocks: UInt64 = 0
  var blocksSynced: UInt64 = 0
  var activeDisks: UInt64 = 0
  var failedDisks: UInt64 = 0
  var spareDisks: UInt64 = 0
  var requiredDisks: UInt64 = 0

  enum State: String, CaseIterable {
    case active, inactive, recovering, resync, check, reshaping
  }

  /// All arrays of the file, in its order.
  static func all(in text: Span<UInt8>) throws(ParseError) -> [RAIDArray] {
    var arrays: [RAIDArray] = []
    var lines = TextCursor(text)
    var lead: Lead?
    var detail: Detail?
    while var line = lines.nextLine() {
      if let found = Lead(line) {
        if let lead { arrays.append(RAIDArray(lead, detail)) }
        lead = found
        detail = nil
      } else if lead != nil {
        var words = TextCursor(line.bytes)
        if detail == nil {
          detail = try Detail(&words)
        } else {
          try detail?.read(progress: &line)
        }
      }
    }
    if let lead { arrays.append(RAIDArray(lead, detail)) }
    return arrays
  }

  private init(_ lead: Lead, _ detail: Detail?) {
    device = lead.device
    failedDisks = lead.failed
    spareDisks = lead.spares
    blocks = detail?.blocks ?? 0
    blocksSynced = detail?.synced ?? blocks
    if lead.isActive {
      // Levels without redundancy need all they have and do not say it.
      activeDisks = detail?.disks?.active ?? lead.others
      requiredDisks = detail?.disks?.required ?? lead.others
    }
    state = lead.isActive ? detail?.activity ?? .active : .inactive
  }
}

// MARK: - Lines

/// `md6 : active raid1 sdb2[2](F) sdc[1](S) sda2[0]`.
private struct Lead {
  let device: String
  let isActive: Bool
  var failed: UInt64 = 0
  var spares: UInt64 = 0
  var others: UInt64 = 0

  init?(_ line: TextCursor) {
    var line = line
    guard line.take(prefix: "md") else { return nil }
    device = "md" + line.field()
    guard line.field() == ":" else { return nil }
    isActive = line.field() == "active"
    while !line.isAtEnd {
      let word = line.field()
      if word.hasSuffix("(F)") {
        failed += 1
      } else if word.hasSuffix("(S)") {
        spares += 1
      } else if word.contains("[") {
        others += 1
      }
    }
  }
}

/// `195310144 blocks [2/1] [U_]` and the line below, if the array is at work on itself.
private struct Detail {
  let blocks: UInt64
  var disks: (required: UInt64, active: UInt64)?
  var synced: UInt64?
  var activity: RAIDArray.State?

  init(_ line: inout TextCursor) throws(ParseError) {
    blocks = try line.integer()
    while !line.isAtEnd {
      var word = line.slice()
      guard word.take(prefix: "[") else { continue }
      var required = word.slice(upTo: "/")
      var active = word.slice(upTo: "]")
      if let required = try? required.integer(), let active = try? active.integer() {
        disks = (required, active)
      }
    }
  }

  /// `[=>…]  recovery =  8.5% (16775552/195310144) finish=17.0min`, or `resync=DELAYED`.
  mutating func read(progress line: inout TextCursor) throws(ParseError) {
    line.skipBlanks()
    if line.take(prefix: "[") { _ = line.slice(upTo: "]") }
    line.skipBlanks()
    var rest = line
    let word = rest.slice().string
    let activity = word.prefix { $0 != "=" }
    switch activity {
    case "recovery": self.activity = .recovering
    case "resync": self.activity = .resync
    case "check": self.activity = .check
    case "reshape": self.activity = .reshaping
    default: return
    }
    if word.hasSuffix("DELAYED") || word.hasSuffix("PENDING") || word.hasSuffix("REMOTE") {
      synced = 0
      return
    }
    _ = rest.slice(upTo: "(")
    var done = rest.slice(upTo: "/")
    synced = try done.integer()
  }
}
