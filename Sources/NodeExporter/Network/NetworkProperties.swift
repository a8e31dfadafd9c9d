import Shared

/// Where properties of network devices come from.
protocol NetworkPropertySource: Sendable {
  func devices() throws -> [NetworkProperties]
}

/// What is known of one network device.
struct NetworkProperties {
  var name: String
  var labels: Labels
  var address = ""
  var broadcast = ""
  var duplex = ""
  var alias = ""
  var operstate = ""
  var alternativeNames: [String] = []
  /// In the order of ``NetworkProperty/all``; `nil` is what this device does not know.
  var numbers = [16 of Int?](repeating: nil)
  var megabits: Int?
  var traffic: NetworkTraffic?

  init(name: String) {
    self.name = name
    labels = Labels([Label("device", name)])
  }

  /// Bit 0 of the flags is IFF_UP, what `ip link set up` sets.
  private var adminstate: String {
    guard let flags = numbers[NetworkProperty.flags] else { return "unknown" }
    return flags & 1 == 1 ? "up" : "down"
  }

  var info: Labels {
    Labels([
      Label("address", address), Label("adminstate", adminstate), Label("broadcast", broadcast),
      Label("device", name), Label("duplex", duplex), Label("ifalias", alias),
      Label("operstate", operstate),
    ])
  }
}

/// A property that is a number: a file in a device's folder in `/sys/class/net`, and the family
/// that it becomes.
struct NetworkProperty: Sendable {
  let file: String
  let family: String
  let kind: MetricKind
  let help: String

  private init(_ file: String, _ family: String, _ kind: MetricKind, _ help: String) {
    self.file = file
    self.family = family
    self.kind = kind
    self.help = help
  }

  /// The place of the flags among the numbers.
  static let flags = 7

  static let all: [NetworkProperty] = [
    Self(
      "addr_assign_type", "node_network_address_assign_type", .gauge,
      "Where a device has its address from: 0 the device, 1 random, 2 another device, 3 set."),
    Self("carrier", "node_network_carrier", .gauge, "Whether the line is connected."),
    Self(
      "carrier_changes", "node_network_carrier_changes_total", .counter,
      "How often the line came or went."),
    Self(
      "carrier_up_count", "node_network_carrier_up_changes_total", .counter,
      "How often the line came."),
    Self(
      "carrier_down_count", "node_network_carrier_down_changes_total", .counter,
      "How often the line went."),
    Self(
      "dev_id", "node_network_device_id", .gauge,
      "Tells devices apart that share an address."),
    Self(
      "dormant", "node_network_dormant", .gauge,
      "Whether a device waits for something, such as 802.1X."),
    Self("flags", "node_network_flags", .gauge, "A device's flags, a bit field."),
    Self("ifindex", "node_network_iface_id", .gauge, "A device's number."),
    Self("iflink", "node_network_iface_link", .gauge, "The number of the device below."),
    Self(
      "link_mode", "node_network_iface_link_mode", .gauge,
      "Whether a device may be dormant: 0 no, 1 yes."),
    Self(
      "mtu", "node_network_mtu_bytes", .gauge, "The longest packet that a device can send."),
    Self(
      "name_assign_type", "node_network_name_assign_type", .gauge,
      "Where a device has its name from: 1 counted, 2 predictable, 3 set, 4 renamed."),
    Self("netdev_group", "node_network_net_dev_group", .gauge, "A device's group."),
    Self(
      "tx_queue_len", "node_network_transmit_queue_length", .gauge,
      "How many packets may wait to be sent."),
    Self(
      "type", "node_network_protocol_type", .gauge, "The kind of link, such as 1 for Ethernet."),
  ]
}
