/// Where nothing public is: what a stranger who may name a target would look for.
enum PrivateNetworks {
  struct Entry: Sendable {
    let network: IPNetwork
    /// As in "10.1.2.3 is …".
    let meaning: String
  }

  /// The special-purpose addresses of IANA's registries that are not reached from elsewhere, and
  /// where clouds tell a machine its secrets.
  static let all: [Entry] = [
    entry("127.0.0.0/8", "of this machine"),
    entry("::1/128", "of this machine"),
    entry("0.0.0.0/8", "of this machine"),
    entry("::/128", "of this machine"),
    entry("169.254.169.254/32", "where a cloud tells a machine's secrets"),
    entry("fd00:ec2::254/128", "where a cloud tells a machine's secrets"),
    entry("100.100.100.200/32", "where a cloud tells a machine's secrets"),
    entry("192.0.0.192/32", "where a cloud tells a machine's secrets"),
    entry("168.63.129.16/32", "where a cloud tells a machine's secrets"),
    entry("10.0.0.0/8", "private"),
    entry("172.16.0.0/12", "private"),
    entry("192.168.0.0/16", "private"),
    entry("100.64.0.0/10", "private to a provider"),
    entry("192.0.0.0/24", "for protocols"),
    entry("198.18.0.0/15", "for measurements within a network"),
    entry("fc00::/7", "private"),
    entry("fec0::/10", "private"),
    entry("64:ff9b:1::/48", "of a translator within a network"),
    entry("169.254.0.0/16", "of the link alone"),
    entry("fe80::/10", "of the link alone"),
    entry("224.0.0.0/4", "a multicast address"),
    entry("ff00::/8", "a multicast address"),
    entry("240.0.0.0/4", "reserved, or for all of a network"),
  ]

  /// Those that an address is in, what it stands for by translation included.
  static func entries(for address: IPAddress) -> [Entry] {
    let own = all.filter { $0.network.contains(address) }
    guard own.isEmpty, let embedded = address.embedded else { return own }
    return all.filter { $0.network.contains(embedded) }
  }

  private static func entry(_ network: StaticString, _ meaning: String) -> Entry {
    guard let network = try? IPNetwork("\(network)") else {
      preconditionFailure("the table has no network there")
    }
    return Entry(network: network, meaning: meaning)
  }
}
