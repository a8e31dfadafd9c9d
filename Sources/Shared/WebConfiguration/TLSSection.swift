internal import Shared
internal import TLS
internal import YAML

/// The section `tls_server_config` of a file.
struct TLSSection {
  let options: TLSServerOptions
  /// Says in which line the cause of an error is.
  let explain: @Sendable (TLSServerError) -> any Error

  /// - Parameter folder: What relative paths start from, with a slash at its end.
  init(_ section: YAMLValue, folder: String) throws {
    var places: [TLSServerOptions.Part: YAMLValue] = [:]
    options = try section.mapping { mapping in
      let reader = Reader(mapping: mapping, folder: folder)
      let certificate = try reader.text(inline: "cert", file: "cert_file")
      let key = try reader.text(inline: "key", file: "key_file")
      let authorities = try reader.text(inline: "client_ca", file: "client_ca_file")
      guard let certificate, let key else {
        throw mapping.error(
          "TLS needs a certificate and its key: set both cert_file and key_file")
      }
      var options = TLSServerOptions(certificate: certificate.text, key: key.text)
      options.clientAuthorities = authorities?.text
      options.clients = try reader.clients(authorities: authorities?.place)
      options.allowedNames = try reader.allowedNames(options.clients)
      (options.minimum, options.maximum) = try reader.versions()
      options.cipherSuites = try reader.list("cipher_suites") { name in
        let names = TLSCipherSuite.all.map(\.name).joined(separator: ", ")
        guard let suite = TLSCipherSuite(name) else { throw Unknown(name: name, known: names) }
        return suite
      }
      options.curves = try reader.list("curve_preferences") { name in
        let names = TLSCurve.allCases.map(\.rawValue).joined(separator: ", ")
        guard let curve = TLSCurve(rawValue: name) else { throw Unknown(name: name, known: names) }
        return curve
      }
      options.prefersOwnOrder = try mapping.bool("prefer_server_cipher_suites", default: true)
      places[.certificate] = certificate.place
      places[.key] = key.place
      places[.clientAuthorities] = authorities?.place
      places[.suites] = mapping.optional("cipher_suites")
      places[.curves] = mapping.optional("curve_preferences")
      return options
    }
    explain = { [places] error in
      (error.part.flatMap { places[$0] } ?? section).error("\(error)")
    }
  }

  private struct Unknown: Error, CustomStringConvertible {
    let name: String
    let known: String
    var description: String { "'\(name.prefix(60))' is not known; known are \(known)" }
  }
}

/// Reads what needs more than one key to make sense.
private struct Reader {
  let mapping: YAMLMapping
  let folder: String

  /// Text that is in the file itself or in another one, and where that is said; empty is not set.
  func text(inline: String, file: String) throws -> (text: PEMText, place: YAMLValue)? {
    let text = mapping.optional(inline)
    let path = mapping.optional(file)
    let isInline = try text.map { try !$0.string().isEmpty } ?? false
    guard let path, case let name = try path.string(), !name.isEmpty else {
      guard let text, isInline else { return nil }
      return (.text(try text.secret()), text)
    }
    guard !isInline else {
      throw path.error("\(inline) is set too, and only one of both can be used; remove one")
    }
    return (.file(name.hasPrefix("/") ? name : folder + name), path)
  }

  func clients(authorities: YAMLValue?) throws -> TLSServerOptions.ClientAuthentication {
    var clients = TLSServerOptions.ClientAuthentication.none
    if let value = mapping.optional("client_auth_type"),
      case let name = try value.string(), !name.isEmpty
    {
      // The second is an old name of the first.
      clients = name == "RequireClientCert" ? .require : try value.choice()
    }
    if let authorities, clients == .none {
      throw authorities.error(
        "it has no effect while client_auth_type is NoClientCert; "
          + "set that to RequireAndVerifyClientCert")
    }
    return clients
  }

  func allowedNames(_ clients: TLSServerOptions.ClientAuthentication) throws -> [String]? {
    guard let value = mapping.optional("client_allowed_sans") else { return nil }
    guard clients.requires else {
      throw value.error(
        "a client that shows no certificate has no name; "
          + "set client_auth_type to RequireAndVerifyClientCert")
    }
    let names = try value.strings()
    guard !names.isEmpty else { throw value.error("an empty list lets nobody in; remove it") }
    return names
  }

  func versions() throws -> (TLSServerOptions.Version, TLSServerOptions.Version) {
    let least = mapping.optional("min_version")
    let most = mapping.optional("max_version")
    let minimum: TLSServerOptions.Version = try least?.choice() ?? .tls12
    let maximum: TLSServerOptions.Version = try most?.choice() ?? .tls13
    if let place = most ?? least, minimum > maximum {
      throw place.error(
        "no version is left: min_version is \(minimum.rawValue), "
          + "and max_version is \(maximum.rawValue)")
    }
    return (minimum, maximum)
  }

  /// A list of names that `read` knows; an absent or empty one is `nil`.
  func list<Element>(_ key: String, _ read: (String) throws -> Element) throws -> [Element]? {
    let elements = try mapping.sequence(key).map { try $0.string(read) }
    return elements.isEmpty ? nil : elements
  }
}
