import Testing

@testable import Shared

@Suite struct LandingPageTests {
  @Test func namesTheProgramAndItsLinksAndEscapesThem() {
    let page = LandingPage(
      program: "node-exporter", version: "1 <2>", summary: "Watches \"this\" & that.",
      links: [.init("/metrics", "Metrics", "What it's scraped for.")], prefix: "vigie/")
    #expect(page.html.contains("<h1>node-exporter</h1>"))
    #expect(page.html.contains("<p>Watches &quot;this&quot; &amp; that.</p>"))
    #expect(page.html.contains("<p>Version 1 &lt;2&gt;</p>"))
    #expect(
      page.html.contains(
        """
        <dl>
        <dt><a href="/vigie/metrics">Metrics</a></dt>
        <dd>What it&#39;s scraped for.</dd>
        </dl>
        """))
    #expect(page.html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    #expect(page.response.contentType == "text/html; charset=utf-8")
  }
}
