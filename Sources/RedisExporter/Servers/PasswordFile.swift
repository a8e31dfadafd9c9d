import Shared
import YAML

/// The logins of `--redis.password-file`: a map in JSON from a server's address, with a user where
/// there is one, to its password.
struct PasswordFile: Sendable {
  private struct Key: Hashable {
    let place: RedisAddress.Place
    let usesTLS: Bool
    let user: String?

    init(_ address: RedisAddress) {
      place = address.place
      usesTLS = address.usesTLS
      user = address.user
    }
  }

  private let passwords: [Key: Secret]

  static let none = PasswordFile([:])

  private init(_ passwords: [Key: Secret]) { self.passwords = passwords }

  /// JSON is YAML of another look, and a mistake is told with its line.
  init(file: String) throws {
    do {
      try self.init(reading: file)
    } catch let error as SystemError {
      throw error
    } catch {
      throw PasswordFileError(description: Self.withoutLogins("\(error)", in: file))
    }
  }

  private init(reading file: String) throws {
    var passwords: [Key: Secret] = [:]
    let document = try YAMLDocument(file: file)
    for (name, value) in try document.root.entries() {
      let address: RedisAddress
      do throws(RedisAddressError) {
        address = try RedisAddress(name)
      } catch {
        throw value.error("its key is no address: \(error)")
      }
      passwords[Key(address)] = try value.secret()
    }
    self.init(passwords)
  }

  /// Errors name the address that they are about, which may have a password in it, too, even as a
  /// part that was cut off.
  private static func withoutLogins(_ text: String, in file: String) -> String {
    let rest = text.hasPrefix(file) ? text.dropFirst(file.count) : text[...]
    guard let end = rest.lastIndex(of: "@") ?? rest.lastIndex(of: "…") else { return text }
    let head = rest[..<end]
    let start =
      head.firstRange(of: "://")?.upperBound
      ?? head.lastIndex(of: " ").map { rest.index(after: $0) } ?? rest.startIndex
    return String(text.prefix(text.count - rest.count) + rest[..<start] + "<login>" + rest[end...])
  }

  /// The password for exactly this server and user, or none.
  func password(for address: RedisAddress) -> Secret? { passwords[Key(address)] }
}

/// Why the file of passwords cannot be used, without any of them.
struct PasswordFileError: Error, CustomStringConvertible {
  let description: String
}
