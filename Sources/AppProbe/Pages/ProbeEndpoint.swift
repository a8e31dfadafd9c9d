import Shared
import Synchronization

/// Answers `/probe?target=&module=`: probes, and answers with what was found.
final class ProbeEndpoint: Sendable {
  private let configuration: Configuration<ProbeConfiguration>
  private let desk: ProbeDesk
  private let journal: ProbeJournal
  private let renderer: PageRenderer
  /// In seconds.
  private let timeoutOffset: Double
  private let unknownModules = Atomic<UInt64>(0)
  private let refused = Atomic<UInt64>(0)

  init(
    _ configuration: Configuration<ProbeConfiguration>, _ desk: ProbeDesk, _ journal: ProbeJournal,
    renderer: PageRenderer, timeoutOffset: Double
  ) {
    self.configuration = configuration
    self.desk = desk
    self.journal = journal
    self.renderer = renderer
    self.timeoutOffset = timeoutOffset
  }

  func answer(_ request: HTTPRequest, _ reply: HTTPReply) {
    let configuration = configuration.value
    let name = ProbeRequest.module(of: request)
    guard let module = configuration.modules[ExactName(name)] else {
      unknownModules.add(1, ordering: .relaxed)
      return reply(
        .text(
          .badRequest,
          "Unknown module: there is none of that name in \(configuration.origin); /config lists them.\n"
        ))
    }
    let asked: ProbeRequest
    do throws(TargetRefusal) {
      asked = try ProbeRequest(request, module, offset: timeoutOffset)
    } catch {
      return reply(error.response)
    }
    let isStarted = desk.start(asked, configuration.plan.rules) { [journal, renderer] result in
      journal.note(result, module.settings, by: .request)
      reply(Self.response(result, asked, request, renderer))
    }
    guard !isStarted else { return }
    refused.add(1, ordering: .relaxed)
    reply(
      .text(
        .serviceUnavailable,
        """
        Too many probes are under way: \(desk.limit), which --probe.max-concurrent allows. Probe less \
        often, or raise it.

        """))
  }

  private static func response(
    _ result: ProbeResult, _ asked: ProbeRequest, _ request: HTTPRequest, _ renderer: PageRenderer
  ) -> HTTPResponse {
    if asked.wantsDebug { return .text(DebugPage.text(result, asked.module.settings)) }
    var page = MetricWriter(capacity: 2048)
    result.report.write(into: &page)
    return renderer.render(page.finish(), for: request)
  }

  func write(into metrics: inout MetricWriter) {
    metrics.counter(
      "blackbox_module_unknown_total", "Requests for modules that the configuration does not have.",
      unknownModules.load(ordering: .relaxed))
    metrics.gauge(
      "blackbox_exporter_probes_in_flight", "Probes of requests that are under way.", desk.underWay)
    metrics.counter(
      "blackbox_exporter_probes_refused_total",
      "Requests for probes that were refused since too many were under way.",
      refused.load(ordering: .relaxed))
  }
}
