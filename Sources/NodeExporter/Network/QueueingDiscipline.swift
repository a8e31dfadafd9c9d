import CLinux
import Shared

/// How packets wait to be sent by a network device, and what came of it: `tc -s qdisc`.
struct QueueingDiscipline: Equatable {
  let device: UInt32
  let parent: UInt32
  var kind = ""
  var bytes: UInt64 = 0
  var packets: UInt64 = 0
  var drops: UInt64 = 0
  var requeues: UInt64 = 0
  var overlimits: UInt64 = 0
  var queueLength: UInt64 = 0
  var backlog: UInt64 = 0

  /// Whether it is the device's own and no part of another.
  var isRoot: Bool { parent == UInt32.max || parent == 0 }

  /// The request for those of all devices: an empty `struct tcmsg`.
  static let request = [UInt8](repeating: 0, count: 20)

  /// Reads the payload of an `RTM_NEWQDISC`.
  init?(_ payload: Span<UInt8>) {
    // struct tcmsg: family, device at byte 4, handle at 8, parent at 12, info at 16.
    guard let device = payload.load(UInt32.self, at: 4),
      let parent = payload.load(UInt32.self, at: 12), payload.count >= Self.request.count
    else { return nil }
    self.device = device
    self.parent = parent
    var attributes = NetlinkAttributes(payload, after: Self.request.count)
    while let attribute = attributes.next() {
      switch Int(attribute.type) {
      case TCA_KIND: kind = attribute.string
      case TCA_STATS2: take(NetlinkAttributes(attribute.value))
      default: break
      }
    }
    if kind.isEmpty { return nil }
  }

  private mutating func take(_ statistics: consuming NetlinkAttributes) {
    while let attribute = statistics.next() {
      let value = attribute.value
      switch Int(attribute.type) {
      case TCA_STATS_BASIC:
        bytes = value.load(UInt64.self, at: 0) ?? 0
        packets = max(packets, value.count(at: 8))
      // The same as above without its end at 2³².
      case TCA_STATS_PKT64: packets = value.load(UInt64.self, at: 0) ?? packets
      case TCA_STATS_QUEUE:
        queueLength = value.count(at: 0)
        backlog = value.count(at: 4)
        drops = value.count(at: 8)
        requeues = value.count(at: 12)
        overlimits = value.count(at: 16)
      default: break
      }
    }
  }
}

extension Span<UInt8> {
  /// A number of 32 bits, 0 past the end.
  fileprivate func count(at offset: Int) -> UInt64 {
    UInt64(load(UInt32.self, at: offset) ?? 0)
  }
}
