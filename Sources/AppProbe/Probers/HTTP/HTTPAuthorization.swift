import Shared

extension Credential {
  /// The secret, which a file has on its first line.
  func reveal() throws(ProbeFailure) -> String {
    switch self {
    case .text(let secret): return secret.revealed
    case .file(let path):
      do throws(SystemError) {
        let text = String(decoding: try SmallFile.contents(of: path), as: UTF8.self)
        return String(text.trimming(while: \.isWhitespace))
      } catch {
        throw ProbeFailure(.configuration, error.description)
      }
    }
  }
}

/// Who a request is from, as its Authorization header says it.
struct HTTPAuthorization: Sendable {
  let header: Secret

  init(scheme: String, _ credentials: String) { header = Secret("\(scheme) \(credentials)") }

  init(user: String, password: String) {
    self.init(scheme: "Basic", Base64.text(of: Array("\(user):\(password)".utf8)))
  }

  /// What the options say, but for OAuth2, whose token is to be fetched; `nil` when they say nothing.
  init?(_ options: HTTPClientOptions) throws(ProbeFailure) {
    if let basic = options.basicAuth {
      self.init(
        user: try basic.user.reveal(), password: try basic.password?.reveal() ?? "")
    } else if let authorization = options.authorization {
      self.init(scheme: authorization.scheme, try authorization.credentials.reveal())
    } else {
      return nil
    }
  }
}

/// Bytes as text of RFC 4648.
enum Base64 {
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(of bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var number = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      var part: [UInt8] = []
      for _ in 0..<4 {
        part.insert(digits[number & 63], at: 0)
        number >>= 6
      }
      for missing in 0..<(3 - group.count) { part[3 - missing] = UInt8(ascii: "=") }
      text += part
    }
    return String(decoding: text, as: UTF8.self)
  }
}
