import Shared

/// One place where the server may be: a host of the list in the connection's parameters, and one of
/// its addresses.
struct Candidate: Sendable, Equatable {
  /// As given, for the certificate and the password file; `nil` for libpq's default.
  let host: String?
  /// The numeric address to connect to; `nil` for a socket in the file system.
  var address: String?
  let port: String?

  /// `db1:5432`, `/run/postgresql:5432`.
  var description: String { "\(host ?? address ?? "the local socket"):\(port ?? "5432")" }

  /// Whether libpq would ask for the address of its host, which blocks.
  private var needsAddress: Bool {
    guard let host else { return false }
    return address == nil && !host.hasPrefix("/") && !host.hasPrefix("@")
  }

  /// The hosts that the keywords `host`, `hostaddr` and `port` list, in order.
  static func listed(in parameters: [(keyword: String, value: Secret)]) -> [Candidate] {
    func list(_ keyword: String) -> [String] {
      let value = parameters.last { $0.keyword == keyword }?.value.revealed ?? ""
      guard !value.isEmpty else { return [] }
      return value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let (hosts, addresses, ports) = (list("host"), list("hostaddr"), list("port"))
    func entry(_ list: [String], _ index: Int) -> String? {
      guard index < list.count, !list[index].isEmpty else { return nil }
      return list[index]
    }
    return (0..<max(hosts.count, addresses.count, 1)).map { index in
      Candidate(
        host: entry(hosts, index), address: entry(addresses, index),
        port: ports.count == 1 ? entry(ports, 0) : entry(ports, index))
    }
  }

  /// The candidates with every address of each host, and why others have none.
  static func resolved(
    _ listed: [Candidate], with resolver: Resolver, by deadline: Deadline
  ) -> (candidates: [Candidate], failures: [ResolverError]) {
    let names = listed.filter(\.needsAddress).compactMap(\.host)
    guard !names.isEmpty else { return (listed, []) }
    // Among several, one without an answer leaves the others time to connect.
    let limit = listed.count == 1 ? deadline : Deadline(in: deadline.remaining / 2)
    var answers = resolver.addresses(of: names, by: limit)[...]
    var failures: [ResolverError] = []
    let candidates = listed.flatMap { candidate -> [Candidate] in
      guard candidate.needsAddress, let answer = answers.popFirst() else { return [candidate] }
      switch answer {
      case .success(let addresses):
        return addresses.map { address in
          var resolved = candidate
          resolved.address = address
          return resolved
        }
      case .failure(let error):
        failures.append(error)
        return []
      }
    }
    return (candidates, failures)
  }
}
