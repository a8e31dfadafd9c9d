import Glibc
import Shared

extension IPPreference {
  /// The address to use of those that a name has; `nil` when there is none of a kind that will do.
  func choose(_ addresses: [String]) -> String? {
    let preferred = addresses.first { Self.version(of: $0) == self.preferred }
    return preferred ?? (fallsBack ? addresses.first : nil)
  }

  static func version(of address: String) -> Version {
    address.utf8.contains(UInt8(ascii: ":")) ? .ip6 : .ip4
  }
}

extension ProbeResolver {
  /// The one address of a name that is to be connected to.
  func address(
    of name: String, _ preference: IPPreference, by deadline: Deadline, on loop: EventLoop
  ) async throws(ProbeFailure) -> String {
    let found: [String]
    do throws(ResolverError) {
      found = try await addresses(of: name, by: deadline, on: loop)
    } catch {
      throw ProbeFailure(.dns, OneLine.of(error.description) { $0 })
    }
    guard let address = preference.choose(found) else {
      throw ProbeFailure(.dns, "\(name) has no address of \(preference.preferred.rawValue)")
    }
    return address
  }
}
