import Shared
import YAML

extension Module {
  /// The sections in which probers have their options.
  private enum Kind: String, CaseIterable {
    case http, tcp, unix, dns, icmp, grpc, journey, websocket
  }

  /// Reads a module of the configuration.
  init(
    _ name: String, _ value: YAMLValue, _ folder: ConfigurationFolder, _ notes: ModuleNotes
  ) throws {
    self = try value.mapping { mapping in
      let options = OptionReader(mapping, in: value, folder, notes)
      let kind: Kind = try options.required("prober").choice()
      options.show("prober", .text(kind.rawValue))
      let timeout = try options.duration("timeout")
      var prober = try Self.prober(kind, options)
      // Those of other probers mean nothing here, but mistakes in them are mistakes.
      for other in Kind.allCases where other != kind && options.isGiven(other.rawValue) {
        _ = try Self.prober(other, options.aside)
      }
      if let missing = notes.missing {
        options.warn("prober", "probes with this module fail: \(missing)")
        prober = UnbuiltProber(reason: missing)
      }
      return Module(
        name: name, prober: prober, timeout: timeout, settings: .mapping(options.settings))
    }
  }

  private static func prober(_ kind: Kind, _ options: OptionReader) throws -> any Prober {
    switch kind {
    case .http: return try options.section("http") { try HTTPProber($0) }
    case .tcp: return try options.section("tcp") { try TCPProber($0) }
    case .unix: return try options.section("unix") { try UnixProber($0) }
    case .dns: return try options.section("dns") { try DNSProber($0) }
    case .icmp: return try options.section("icmp") { try ICMPProber($0) }
    case .grpc: return try options.section("grpc") { try GRPCProber($0) }
    case .journey:
      let journey = try options.required("journey")
      options.show("journey", Setting(showing: journey.node))
      return JourneyProber(journey: try Journey(journey, options.folder, options.notes))
    case .websocket: return try options.section("websocket") { try WebSocketProber($0) }
    }
  }
}
