import Shared

/// A step of a journey: what is asked, and what must come of it.
struct JourneyStep: Sendable {
  enum Action: Sendable {
    case request(JourneyRequest)
    /// A site that pushes events over socket.io.
    case events(site: JourneyText, name: String)
  }

  /// A value that is taken out of an answer, by the pattern's group.
  struct Extract: Sendable {
    let name: String
    let pattern: Pattern
  }

  /// That numbers have moved.
  struct Movement: Sendable {
    /// The step that read them before.
    let since: String
    /// The number that the journey itself has raised.
    let own: JourneyText
    /// Whether it is enough, in the end, that the numbers moved in another way.
    let acceptsOthers: Bool
  }

  let name: String
  let action: Action
  /// Texts for later steps.
  var captures: [Extract] = []
  var numbers: [Extract] = []
  var movement: Movement?
  /// How long it may take, repetitions included; `nil` for as long as the probe may.
  var limit: Duration?
  /// How long it waits before it is tried again; `nil` when it has one try.
  var pause: Duration?
}

/// A request of a step, and what its answer must be like.
struct JourneyRequest: Sendable {
  typealias Field = (name: String, value: JourneyText)

  var method: String
  /// A path, which continues the target's URL, or a URL.
  var url: JourneyText
  var headers: [Field] = []
  var form: [Field] = []
  var body: JourneyText?
  /// None stands for 200 to 299.
  var validStatusCodes: [Int] = []
  var mustMatch: [Pattern] = []
  var mustNotMatch: [Pattern] = []

  /// Everything in which a variable may stand.
  var texts: [JourneyText] {
    [url] + headers.map(\.value) + form.map(\.value) + (body.map { [$0] } ?? [])
  }

  /// The body and what it is called, once the variables are filled in.
  func content(with values: [String: String]) -> (bytes: [UInt8], type: String?) {
    if !form.isEmpty {
      let fields = form.map {
        "\(Form.encode($0.name))=\(Form.encode($0.value.filled(with: values)))"
      }
      return (Array(fields.joined(separator: "&").utf8), "application/x-www-form-urlencoded")
    }
    return (Array((body?.filled(with: values) ?? "").utf8), nil)
  }
}

/// The way in which browsers send forms.
enum Form {
  static func encode(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2A, 0x2D, 0x2E, 0x5F: encoded.append(byte)
      case 0x20: encoded.append(UInt8(ascii: "+"))
      default:
        encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}
