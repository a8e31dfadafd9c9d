import Foundation
import TestSupport
import Testing

/// The program as an operator meets it: flags, the configuration file, pages.
@Suite(.serialized) struct AppProbeTests {
  private func folder(_ yaml: String) throws -> (folder: TemporaryFolder, flag: String) {
    let folder = try TemporaryFolder(["blackbox.yml": yaml])
    return (folder, "--config.file=\(folder.path)/blackbox.yml")
  }

  @Test(arguments: [
    ["--timeout-offset=-1"], ["--history.limit=-1"], ["--log.prober=loud"],
    ["--config.file=/nowhere/blackbox.yml"], ["--probe.max-concurrent=-1"],
    ["--schedule.max-concurrent=0"],
    ["--config.auto-reload-interval=0"], ["--config.check", "--config.file=/nowhere/blackbox.yml"],
  ])
  func aBadFlagIsOneLineAndExitStatus1(arguments: [String]) throws {
    let program = try Program(Product.probe.executable, arguments)
    #expect(program.end() == 1)
    #expect(program.output.split(separator: "\n").count == 1, "\(program.output)")
    #expect(program.output.hasPrefix("app-probe: "))
  }

  @Test(arguments: [[], ["--config.check"]])
  func aFileThatIsNotThereIsToldWithItsFlag(more: [String]) throws {
    let program = try Program(
      Product.probe.executable, ["--config.file=/nowhere/blackbox.yml"] + more)
    #expect(program.end() == 1)
    #expect(
      program.output == """
        app-probe: --config.file: open /nowhere/blackbox.yml: No such file or directory; name a file that \
        is there, or leave the flag out

        """)
  }

  @Test func theConfigurationCanBeChecked() throws {
    let (good, goodFlag) = try folder(
      "modules: {web: {prober: http}, old: {prober: http, http: {enable_http3: true}}}")
    let check = try Program(Product.probe.executable, ["--config.check", goodFlag])
    #expect(check.end() == 0)
    #expect(
      check.output == """
        warning: \(good.path)/blackbox.yml:1: modules.old.prober: probes with this module fail: \
        HTTP/3 is not built into app-probe: take 'enable_http3' out
        \(good.path)/blackbox.yml: ok, 2 modules, 0 targets

        """)

    let (bad, badFlag) = try folder("modules:\n  web:\n    prober: http\n    htp: {}")
    let other = try Program(Product.probe.executable, ["--config.check", badFlag])
    #expect(other.end() == 1)
    #expect(
      other.output == """
        app-probe: --config.file: \(bad.path)/blackbox.yml:4: modules.web: unknown key 'htp'; did you \
        mean 'http'?

        """)
  }

  @Test func withoutAFileTheBuiltInModulesServe() throws {
    let probe = try RunningExporter(.probe)
    #expect(try probe.get("/config").body.contains("  http_2xx:\n    prober: http\n"))
    #expect(probe.program.output.contains("no configuration file: the built-in modules"))
    #expect(try probe.get("/probe?module=nope&target=a").status == 400)
    #expect(try probe.get("/foo").status == 404)
    let answer = try probe.get("/probe?module=tcp_connect&target=127.0.0.1:1")
    #expect(answer.status == 200)
    #expect(samples(answer.body).contains("probe_success 0"))
    #expect(try probe.get("/logs?id=0").body.hasPrefix("Logs for the probe:\n"))
    #expect(try probe.get("/").body.contains("<td>127.0.0.1:1</td>"))
    let metrics = try probe.samples()
    #expect(metrics.contains("blackbox_module_unknown_total 1"))
    #expect(
      metrics.contains(
        #"blackbox_exporter_probes_total{module="tcp_connect",result="failure"} 1"#))
    #expect(metrics.contains { $0.hasPrefix("blackbox_exporter_build_info{") })
  }

  @Test func theFileIsReadAgainWhenAskedAndABadOneChangesNothing() throws {
    let (folder, flag) = try folder("modules: {one: {prober: http}}")
    let probe = try RunningExporter(.probe, flag)
    #expect(try probe.get("/config").body.contains("  one:"))

    try folder.write("modules: {two: {prober: http}}", to: "blackbox.yml")
    probe.program.signal(SIGHUP)
    #expect(try probe.program.wait { _ in try probe.get("/config").body.contains("  two:") })

    try folder.write("modules: {three: {prober: htp}}", to: "blackbox.yml")
    let post = "http://127.0.0.1:\(probe.port)/-/reload"
    let refused = try Answer(["--request", "POST", post])
    #expect(refused.status == 500)
    #expect(refused.body.contains("blackbox.yml:1: modules.three.prober: 'htp' is not one of"))
    #expect(try probe.get("/config").body.contains("  two:"))
    #expect(try probe.samples().contains("blackbox_exporter_config_last_reload_successful 0"))

    try folder.write("modules: {three: {prober: tcp}}", to: "blackbox.yml")
    #expect(try Answer(["--request", "POST", post]).status == 200)
    #expect(try probe.get("/config").body.contains("  three:"))
    #expect(try probe.samples().contains("blackbox_exporter_config_last_reload_successful 1"))
    #expect(try probe.get("/-/reload").status == 405)
  }

  @Test func whatTheFilePlansIsProbedByItself() throws {
    let modules = "modules: {tcp: {prober: tcp}}\n"
    let (folder, flag) = try folder(modules)
    let probe = try RunningExporter(.probe, flag)
    let done = { (target: Int) in
      try probe.samples().contains {
        $0.hasPrefix("probe_success{") && $0.contains("127.0.0.1:\(target)")
      }
    }
    for port in [probe.port, 1] {
      try folder.write(
        modules + "targets: [{target: '127.0.0.1:\(port)', module: tcp, interval: 1s}]",
        to: "blackbox.yml")
      probe.program.signal(SIGHUP)
      #expect(try probe.program.wait { _ in try done(port) })
    }
    #expect(try !done(probe.port))
    #expect(try probe.get("/").body.contains("<h2>Scheduled probes</h2>"))
    #expect(try probe.get("/config").body.contains("targets:\n  - target: "))
    #expect(probe.program.output.contains("target=127.0.0.1:1"))
  }

  @Test func theFileIsReadAgainByItself() throws {
    let (folder, flag) = try folder("modules: {one: {prober: http}}")
    let probe = try RunningExporter(
      .probe, flag, "--config.enable-auto-reload", "--config.auto-reload-interval=1s")
    try folder.write("modules: {two: {prober: http}}", to: "blackbox.yml")
    #expect(try probe.program.wait { _ in try probe.get("/config").body.contains("  two:") })
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/etc/prometheus/blackbox.yml"))
  ) func debiansFileIsTakenAsItIs() throws {
    let probe = try RunningExporter(.probe, "--config.file=/etc/prometheus/blackbox.yml")
    #expect(
      try probe.get("/config").body.contains("  icmp_ttl5:\n    prober: icmp\n    timeout: 5s\n"))
  }

  @Test(ProxyServer.requirement.trait) func theEnvironmentsProxyIsUsedWhereAModuleSaysSo() throws {
    let proxy = try ProxyServer(.http, login: "me:secret")
    let (folder, flag) = try folder(
      """
      modules:
        own: {prober: http}
        proxied:
          prober: http
          http: {proxy_from_environment: true, skip_resolve_phase_with_proxy: true}
      """)
    let probe = try RunningExporter(
      .probe, flag,
      environment: [
        "HTTP_PROXY": "http://me:secret@127.0.0.1:\(proxy.port)", "NO_PROXY": "b.example",
      ])
    let page = { (module: String, host: String) in
      try probe.get("/probe?module=\(module)&target=http://\(host):\(probe.port)/-/healthy").body
    }
    #expect(try samples(page("proxied", "a.example")).contains("probe_success 1"))
    let request = "GET http://a.example:\(probe.port)/-/healthy"
    #expect(proxy.requests == [request])
    // These ask the name servers, which know of no such names.
    #expect(try samples(page("proxied", "b.example")).contains("probe_success 0"))
    #expect(try samples(page("own", "a.example")).contains("probe_success 0"))
    #expect(proxy.requests == [request])
    #expect(!probe.program.output.contains("secret"))
    _ = folder
  }

  @Test func pagesAreBelowAPrefix() throws {
    let probe = try RunningExporter(.probe, "--web.route-prefix=/vigie")
    #expect(try probe.get("/vigie/probe?target=a&module=nope").status == 400)
    _ = try probe.get("/vigie/probe?target=127.0.0.1:1&module=tcp_connect")
    #expect(try probe.get("/vigie/").body.contains(#"href="/vigie/logs?id=0""#))
  }
}
