"""Looks at the wall page (dashboards/wall/) in a real browser, Chromium without a screen.

  script/check-wall                      the page's own test: a private Prometheus with samples made by hand, and dashboards with
                                         every kind of panel and option; values, colours, links, variables, rotation and outages
  script/check-wall --url URL [NAME]...  the dashboards of a Prometheus that runs, say http://127.0.0.1:9090 (it must serve the page):
                                         every panel is drawn and has data or says that it has none, nothing overlaps or is cut

  --pictures FOLDER    a PNG of every dashboard that was looked at
  --theme light|dark, --from MOMENT, --kiosk    how the dashboards of --url are shown: now-1h, without the bar
  --need-data          with --url: a panel without data is a fault, unless it says it in words of its own (`noValue`)
  --only PART          of the page's own test: list, modules, panels, variables, links, layout, rotation, hover, load, outage
"""

import argparse
import contextlib
import http.client
import json
import re
import signal
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import wall_cases  # noqa: E402
import wall_data  # noqa: E402
from chromium import HEIGHT, WIDTH, Chromium  # noqa: E402
from programs import ROOT, Failure, TemporaryFolder, free_port, run_main, say  # noqa: E402
from prometheus import Prometheus  # noqa: E402
from wall_modules import CALLS  # noqa: E402

PAGE = ROOT / "dashboards/wall"
READING = (ROOT / "Tests/Wall/reading.js").read_text(encoding="utf-8")
RULES = """
groups:
  - name: test
    rules:
      - {alert: TestFires, expr: vector(1), labels: {severity: critical}, annotations: {summary: "fires <b>not bold</b>", runbook_url: "javascript:window.hacked=1"}}
      - {alert: TestWaits, expr: vector(1), for: 1d, labels: {severity: warning}}
"""
CONFIGURATION = """
global: {{scrape_interval: 15s, evaluation_interval: 1s}}
rule_files: [rules.yml]
scrape_configs:
  - job_name: prometheus
    scrape_interval: 2s
    static_configs: [{{targets: ['127.0.0.1:{port}']}}]
"""


class Findings:
    """What was wrong, said at once and counted at the end."""

    def __init__(self):
        self.count = self.checks = 0

    def check(self, holds, sentence):
        self.checks += 1
        if not holds:
            self.count += 1
            say(f"  ✕ {sentence}")
        return holds


# MARK: - Expectations

def mismatches(expected, found, where):
    """What differs: `expected` may be less than what is found, a pattern, or a count for a list."""
    if isinstance(expected, re.Pattern):
        text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False).replace('\\"', '"')
        return [] if expected.search(text) else [f"{where} is {text[:200]!r}, not like {expected.pattern!r}"]
    if isinstance(expected, dict):
        if not isinstance(found, dict):
            return [f"{where} is {found!r}"]
        return [each for key, value in expected.items() for each in mismatches(value, found.get(key), f"{where}.{key}")]
    if isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            return [f"{where} is {json.dumps(found, ensure_ascii=False)[:300]}, not {len(expected)} entries"]
        return [each for at, value in enumerate(expected) for each in mismatches(value, found[at], f"{where}[{at}]")]
    return [] if expected == found else [f"{where} is {found!r}, not {expected!r}"]


# MARK: - The page

def see(browser, url, seconds=30, whole=True, **size):
    """Opens a page, high enough for all of it, and waits until all panels are drawn."""
    page = browser.page(url, **size)
    page.wait("document.querySelector('.view:not(.coming) .panel, .failure') !== null", "show a dashboard", seconds)
    page.run(READING)
    if whole is True or (whole and page.run("document.documentElement.scrollHeight > innerHeight")):
        fill(page)
    page.wait("window.reading?.isDrawn()", "draw all panels", seconds)
    return page


def fill(page, width=WIDTH):
    """As high as the page, so that nothing waits for being scrolled to."""
    for _ in range(3):
        page.resize(width, max(HEIGHT, page.run("document.documentElement.scrollHeight")))
    # Two frames: one in which the sizes are observed, one in which they are drawn.
    page.run("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(go, 50))))")


def settled(page, findings, name, forgiven=None):
    """No error in the console, nothing cut, nothing overlapping. A browser itself logs answers that are no success."""
    for fault in page.run("reading.faults()"):
        findings.check(False, f"{name}: {fault}")
    for error in page.errors():
        findings.check(forgiven is not None and forgiven in error, f"{name}: the console says: {error[:300]}")
    findings.checks += 1


class Site:
    """A Prometheus with the samples and the dashboards of the test."""

    def __init__(self, folder):
        self.folder = folder
        site = folder / "dashboards"
        site.mkdir()
        # The page itself, with a list of the test's dashboards.
        (site / "wall").mkdir()
        for file in PAGE.iterdir():
            if file.name != "dashboards.json":
                (site / "wall" / file.name).symlink_to(file)
        self.dashboards = wall_cases.dashboards()
        for name, (model, _) in self.dashboards.items():
            (site / f"{name}.json").write_text(json.dumps(model), encoding="utf-8")
        (site / "wall/dashboards.json").write_text(json.dumps([
            {"uid": model["uid"], "title": model["title"], "file": f"{name}.json"} for name, (model, _) in self.dashboards.items()]), encoding="utf-8")
        wall_data.write(folder)
        (folder / "rules.yml").write_text(RULES, encoding="utf-8")
        self.port = None
        self.start()

    def start(self):
        self.port = self.port or free_port()
        self.prometheus = Prometheus(self.folder, CONFIGURATION.format(port=self.port), port=self.port, flags=[f"--web.user-assets={self.folder / 'dashboards'}"])
        self.prometheus.wait()

    def url(self, search):
        return f"http://127.0.0.1:{self.port}/user/wall/?{search}"


# MARK: - The page's own test

def check_list(findings):
    """The list beside the page and the dashboards above it say the same."""
    listed = {entry["file"]: entry["uid"] for entry in json.loads((PAGE / "dashboards.json").read_text(encoding="utf-8"))}
    found = {file.name: json.loads(file.read_text(encoding="utf-8")).get("uid") for file in PAGE.parent.glob("*.json")}
    for name in sorted(listed.keys() | found.keys()):
        findings.check(listed.get(name) == found.get(name), f"{name} has the uid {found.get(name)}, and {listed.get(name)} in wall/dashboards.json")


def check_modules(site, browser, findings):
    page = see(browser, site.url("dashboard=live"))
    for module, function, arguments, answer in CALLS:
        # null and undefined are one in JSON.
        found = page.run(f"import('./{module}.js').then((module) => module.{function}(...{json.dumps(arguments)}) ?? null)")
        findings.check(found == answer, f"{function}({json.dumps(arguments, ensure_ascii=False)[1:-1]}) is {found!r}, not {answer!r}")
    page.close()


def check_panels(site, browser, findings, pictures):
    site.prometheus.program.wait_until(lambda: '"firing"' in site.prometheus.get("/api/v1/alerts"), "fire the alert of the test", 20)
    # The query of one panel is refused, as is meant.
    refused = "query?query=sum%28&"
    for name, (_, cases) in site.dashboards.items():
        if not cases:
            continue
        page = see(browser, site.url(f"dashboard={name}"))
        panels = page.run("reading.panels()")
        findings.check(len(panels) == len(cases), f"{name}: {len(panels)} panels are there, not {len(cases)}")
        for case, panel in zip(cases, panels):
            for sentence in mismatches(case.expects, panel, ""):
                findings.check(False, f"{name}, “{case.title}”: {sentence.lstrip('.')}")
            findings.checks += 1
        findings.check(page.run("window.hacked === undefined"), f"{name}: a script of a label ran")
        foreign = page.run("[...document.querySelectorAll('a')].map((link) => link.getAttribute('href')).filter((href) => !/^(https?:\\/\\/|\\?|\\/[^/])/.test(href))")
        findings.check(not foreign, f"{name}: links that are none: {foreign}")
        settled(page, findings, name, refused)
        if pictures:
            page.picture(pictures / f"test-{name}.png")
        page.close()
        # The same in light: contrast is another, geometry the same.
        page = see(browser, site.url(f"dashboard={name}&theme=light"))
        settled(page, findings, f"{name}, light", refused)
        check_contrast(page, findings, f"{name}, light")
        if pictures:
            page.picture(pictures / f"test-{name}-light.png")
        page.close()


CONTRAST = """import('./colours.js').then(({ contrast }) => [...document.querySelectorAll('.head h2, .tile .value, .tile .name, .bar .value, td, .empty, .note, .alert .severity, svg .axis, svg text.value')]
  .filter((node) => node.getClientRects().length && node.textContent.trim()).flatMap((node) => {
    let under = node;
    while (under && getComputedStyle(under).backgroundColor === 'rgba(0, 0, 0, 0)') under = under.parentElement;
    const style = getComputedStyle(node);
    const colour = node instanceof SVGElement ? style.fill : style.color;
    const ratio = contrast(colour, getComputedStyle(under ?? document.body).backgroundColor);
    return ratio < 4.4 ? [`“${node.textContent.trim().slice(0, 30)}” has a contrast of ${ratio.toFixed(1)}`] : [];
  }))"""


def check_contrast(page, findings, name):
    for sentence in page.run(CONTRAST):
        findings.check(False, f"{name}: {sentence}")


def values(page, title):
    return page.run(f"reading.panels().filter(({{ title }}) => title === {json.dumps(title)}).flatMap(({{ values }}) => values.map(({{ text }}) => text))")


def check_variables(site, browser, findings):
    page = see(browser, site.url("dashboard=variables&var-server=database&var-server=docker&var-number=3&var-typed=docker"))
    findings.check(values(page, "one of the server") == ["2"], f"two servers of the URL count {values(page, 'one of the server')}")
    findings.check(values(page, "custom") == ["3"], "a custom variable of the URL is taken by its value")
    findings.check(values(page, "textbox") == ["1"], f"a text of the URL is taken: {values(page, 'textbox')}")
    findings.check("text database + docker" in page.run("reading.panels().map(({ title }) => title)"), "titles name what is chosen")
    options = "[...document.querySelectorAll('[data-variable=mount] option')].map((option) => option.value)"
    findings.check(page.run(options) == ["/", "/srv"], f"a variable of a variable: {page.run(options)}")
    options = "[...document.querySelectorAll('[data-variable=result] option')].map((option) => option.value)"
    findings.check(page.run(options) == ["application", "database"], f"query_result and its regex: {page.run(options)}")
    findings.check("not understood" in (page.run("document.querySelector('[data-variable=adhoc]')?.textContent") or ""), "a variable of an unknown kind says so")
    # Chosen by hand: the box of docker is emptied.
    page.run("document.querySelector('[data-variable=server] input[value=docker]').click()")
    page.wait("location.search.includes('var-server=database') && !location.search.includes('docker&') && reading.panels().some(({ values }) => values[0]?.text === '1')", "take what is chosen", 15)
    page.wait("reading.panels().find(({ title }) => title === 'one of the server').values[0]?.text === '1'", "ask with what is chosen", 15)
    # All again.
    page.run("document.querySelector('[data-variable=server] input[value=\"$__all\"]').click()")
    page.wait("reading.panels().find(({ title }) => title === 'one of the server').values[0]?.text === '3'", "ask for all", 15)
    page.close()
    # What depends on a choice follows it, and the keyboard stays where it was.
    page = see(browser, site.url("dashboard=variables&var-server=database"))
    page.run("(() => { const select = document.querySelector('[data-variable=chosen] select'); select.focus(); select.value = 'two'; select.dispatchEvent(new Event('change')); })()")
    page.wait("location.search.includes('var-chosen=two') && document.activeElement?.closest('[data-variable]')?.dataset.variable === 'chosen'", "keep the keyboard at the control", 15)
    page.close()
    # A value that tries to leave its string stays a value, and finds nothing.
    hostile = 'docker"} or vector(7) or load{server="'
    page = see(browser, site.url("dashboard=variables&var-typed=" + urllib.parse.quote(hostile)))
    findings.check(values(page, "textbox") == ["-1"], f"a hostile value stays a value: {values(page, 'textbox')}")
    settled(page, findings, "variables, hostile")
    page.close()


def check_links(site, browser, findings):
    page = see(browser, site.url("dashboard=pictures&var-server=docker"))
    links = page.run("[...document.querySelectorAll('#bar .links a')].map((link) => [link.textContent, link.getAttribute('href')])")
    findings.check(len(links) == 1 and "var-server=docker" in links[0][1] and f"from={wall_data.BEGIN * 1000}" in links[0][1], f"a dashboard's link takes time and variables along: {links}")
    findings.check(page.run("document.querySelector('#bar .links .missing')?.textContent") == "Nowhere", "a link to a dashboard that is not here is no link")
    page.run("[...document.querySelectorAll('.head a')].find((link) => link.textContent.startsWith('words')).click()")
    page.wait("document.title.startsWith('Second of docker') || document.querySelector('h1')?.textContent.startsWith('Second')", "follow the panel's link", 15)
    page.wait("document.querySelectorAll('.view:not(.coming) .panel').length > 0", "show the second dashboard", 15)
    page.run(READING)
    titles = page.run("reading.panels().map(({ title }) => title)")
    findings.check(titles == ["server docker", "in the row of docker"], f"the second dashboard has the variable: {titles}")
    page.close()
    page = browser.page(site.url("dashboard=nobody"))
    page.wait("document.querySelector('.failure')?.textContent.includes('nobody.json') && document.querySelectorAll('.failure a').length > 3", "say that a dashboard is not there, and which are", 15)
    page.close()


def check_layout(site, browser, findings):
    page = see(browser, site.url("dashboard=second"))
    titles = page.run("reading.panels().map(({ title }) => title)")
    servers = ["application", "database", "docker"]
    findings.check(titles == [f"server {name}" for name in servers] + [f"in the row of {name}" for name in servers], f"panels and rows repeat: {titles}")
    rows = "[...document.querySelectorAll('.row')].map((row) => row.textContent.trim())"
    findings.check(page.run(rows) == ["▸ Folded"] + [f"▾ Row of {name}" for name in servers], f"rows: {page.run(rows)}")
    page.run("document.querySelector('.row button').click()")
    page.wait("reading.panels().some(({ title, values }) => title === 'inside the row' && values[0]?.text === '2')", "open a row", 15)
    fill(page)
    page.wait("reading.isDrawn()", "draw the opened row", 15)
    settled(page, findings, "second, opened")
    page.close()
    page = see(browser, site.url("dashboard=uneven"))
    tops = page.run("[...document.querySelectorAll('.panel')].map((panel) => Math.round(panel.getBoundingClientRect().top))")
    order = page.run("reading.panels().map(({ title }) => title)")
    place = dict(zip(order, tops))
    findings.check(place["third"] == place["first"] < place["second"], f"panels rise, and do not lie on each other: {place}")
    settled(page, findings, "uneven")
    page.close()
    # A screen on the wall has no scroll bar.
    for name in ("live", "variables", "crowded"):
        page = see(browser, site.url(f"dashboard={name}&kiosk=1"), whole=False)
        page.wait("document.documentElement.scrollHeight <= innerHeight", "fit the screen in kiosk mode", 10)
        page.run("new Promise((go) => setTimeout(go, 300))")
        settled(page, findings, f"{name}, kiosk")
        findings.check(not page.run("reading.scrolling()"), f"{name}: nobody scrolls on a wall, and {page.run('reading.scrolling()')} would want it")
        findings.check(page.run("parseFloat(getComputedStyle(document.querySelector('.panel h2')).fontSize)") >= 20, "titles in kiosk mode are legible from afar")
        if name == "crowded":
            findings.check(page.run("[...document.querySelectorAll('.more')].map((node) => /^and \\d+ more$/.test(node.textContent))") == [True, True], "rows and names that do not fit are counted")
        page.close()
    page = see(browser, site.url("dashboard=values&theme=light"), width=600)
    findings.check(page.run("getComputedStyle(document.body).backgroundColor") == "rgb(238, 240, 243)", "theme=light is light")
    findings.check(page.run("document.documentElement.scrollWidth <= innerWidth"), "a narrow screen has no horizontal scroll bar")
    # The reader changes the time by the keyboard's way: a form.
    page.run("""(() => { const form = document.querySelector('.range form'); form.querySelectorAll('input')[0].value = 'now-2h'; form.querySelectorAll('input')[1].value = 'now'; form.requestSubmit(); })()""")
    page.wait("location.search.includes('from=now-2h') && location.search.includes('to=now')", "write the time into its address", 10)
    page.close()


def check_rotation(site, browser, findings):
    page = browser.page(site.url("rotate=live,second&every=5&kiosk=1"))
    title = "document.querySelector('#bar h1')?.textContent"
    sizes = []
    for at in range(5):
        page.wait(f"{title} === {json.dumps(['Live', 'Second of $server'][at % 2])}", f"rotate ({at + 1})", 15)
        sizes.append(page.run("document.getElementsByTagName('*').length"))
        findings.check(page.run("document.querySelectorAll('.view:not(.coming)').length") == 1, "one dashboard is shown at a time")
    # The same dashboard again has as many elements, give or take the marks of a time axis.
    findings.check(abs(sizes[4] - sizes[2]) < 60, f"elements do not pile up in a rotation: {sizes}")
    for error in page.errors():
        findings.check(False, f"rotation: the console says: {error[:300]}")
    page.close()


def check_hover(site, browser, findings):
    page = see(browser, site.url("dashboard=pictures"))
    box = page.run("(() => { const { left, top, width, height } = [...document.querySelectorAll('.panel')].find((panel) => panel.textContent.startsWith('lines')).querySelector('.plot svg').getBoundingClientRect(); return [left, top, width, height]; })()")
    page.point(box[0] + box[2] / 2, box[1] + box[3] / 2)
    page.wait("document.querySelectorAll('svg .cursor[visibility=visible]').length > 5", "show the crosshair in all charts", 10)
    tip = page.run("document.getElementById('tooltip').innerText")
    findings.check(re.search(r"2026-01-05 11:(2|3)\d:\d\d", tip) and "application" in tip and "%" in tip, f"the box beside the pointer: {tip!r}")
    page.point(5, 5)
    page.wait("document.getElementById('tooltip').hidden && document.querySelectorAll('svg .cursor[visibility=visible]').length === 0", "take the crosshair away", 10)
    page.run("[...document.querySelectorAll('.panel')].find((panel) => panel.textContent.startsWith('lines')).querySelector('.plot svg').focus()")
    page.press("ArrowLeft")
    first = page.wait("document.getElementById('tooltip').hidden === false && document.querySelector('#tooltip .when').textContent", "follow the arrow keys", 10)
    page.press("ArrowLeft")
    findings.check(page.run("document.querySelector('#tooltip .when').textContent") < first, "the arrow key moves through time")
    page.press("Escape")
    # One series of a legend alone, and all again.
    press = "[...document.querySelectorAll('.panel')].find((panel) => panel.textContent.startsWith('lines')).querySelector('.legend .series')"
    lines = "reading.panels().find(({ title }) => title === 'lines').lines"
    before = page.run(lines)
    page.run(f"{press}.click()")
    findings.check(page.run(lines) == before - 1, "a series of the legend is shown alone")
    page.run(f"{press}.click()")
    findings.check(page.run(lines) == before, "and all again")
    page.close()


def check_load(site, browser, findings):
    """Few requests at a time; a page that refreshes for long does not grow."""
    page = browser.page(site.url("dashboard=values"))
    page.run(READING)
    page.wait("window.reading?.isDrawn() || document.readyState === 'complete'", "load")
    page.run("new Promise((go) => setTimeout(go, 3000))")
    running, most = set(), 0
    for event in page.browser.events(page.session):
        of = event["params"]
        if event["method"] == "Network.requestWillBeSent" and "/api/v1/" in of["request"]["url"]:
            running.add(of["requestId"])
            most = max(most, len(running))
        elif event["method"] in ("Network.loadingFinished", "Network.loadingFailed"):
            running.discard(of["requestId"])
    # Four, and the pulse beside them.
    findings.check(0 < most <= 5, f"{most} requests at a time")
    page.close()
    page = see(browser, site.url("dashboard=live&refresh=2s"))
    drawn = "Number(document.querySelector('.panel').dataset.drawn)"

    def size():
        page.send("HeapProfiler.collectGarbage")
        return page.send("Memory.getDOMCounters"), page.send("Runtime.getHeapUsage")["usedSize"]

    page.wait(f"{drawn} >= 3", "refresh by itself", 20)
    first_nodes, first_heap = size()
    clock = values(page, "clock")
    page.wait(f"{drawn} >= 8", "go on refreshing", 30)
    findings.check(values(page, "clock") != clock, "a refresh shows the newest value")
    nodes, heap = size()
    findings.check(nodes["nodes"] < first_nodes["nodes"] + 300 and nodes["jsEventListeners"] < first_nodes["jsEventListeners"] + 60,
                   f"nodes and listeners do not pile up: {first_nodes} then {nodes}")
    findings.check(heap < first_heap + 2_000_000, f"memory does not grow: {first_heap} then {heap} bytes")
    page.close()


def check_outage(site, browser, findings, pictures):
    # One that shows what is now, and one that rarely asks.
    pages = [see(browser, site.url("dashboard=live&refresh=2s")), see(browser, site.url("dashboard=values&refresh=5m"))]
    fresh = "document.getElementById('freshness').textContent"
    banner = "!document.getElementById('outage').hidden && document.getElementById('outage').textContent"
    grey = "getComputedStyle(document.querySelector('.view')).filter === 'grayscale(1)' && document.body.classList.contains('outage')"

    def sees_outage(what):
        began = time.monotonic()
        for page in pages:
            words = page.wait(banner, f"say that Prometheus {what}", 15)
            findings.check(re.match(r"no data since (\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d ", words), f"the banner says: {words}")
            findings.check(page.run(grey), "old values are grey")
            findings.check(page.run("getComputedStyle(document.querySelector('.panel .head'), '::after').content") == '"old"', "and called old")
        took = time.monotonic() - began
        findings.check(took <= 10, f"the banner came {took:.1f} s after Prometheus {what}, not within 10")
        return took

    def recovers(what):
        began = time.monotonic()
        before = pages[1].run(fresh)
        for page in pages:
            page.wait("document.getElementById('outage').hidden && !document.body.classList.contains('outage')", f"recover after Prometheus {what}", 20)
        first = values(pages[0], "clock")
        pages[0].wait(f"reading.panels().some(({{ title, values }}) => title === 'clock' && values[0]?.text && values[0].text !== {json.dumps(first[0] if first else '')})", "show new values", 20)
        pages[1].wait(f"{fresh} !== {json.dumps(before)}", "ask again at once, on a page that rarely does", 15)
        findings.check(values(pages[1], "on the edge") == ["80"], "values are back on a page that rarely asks")
        return time.monotonic() - began

    site.prometheus.program.process.kill()
    site.prometheus.program.stop()
    killed = sees_outage("was killed")
    if pictures:
        pages[0].picture(pictures / "test-outage.png")
    site.start()
    back = recovers("was killed")
    # It runs, and answers nothing.
    site.prometheus.program.process.send_signal(signal.SIGSTOP)
    try:
        mute = sees_outage("was stopped")
    finally:
        site.prometheus.program.process.send_signal(signal.SIGCONT)
    recovers("was stopped")
    say(f"  banner {killed:.1f} s after a kill, {mute:.1f} s after a stop; back {back:.1f} s after the start")
    for page in pages:
        page.close()


def own_test(options, pictures):
    findings = Findings()
    folder = TemporaryFolder("wall").path
    say("Prometheus with an hour of samples made by hand")
    site = Site(folder)
    with contextlib.closing(Browser(folder)) as browser:
        parts = {
            "list": lambda: check_list(findings),
            "modules": lambda: check_modules(site, browser.chromium, findings),
            "panels": lambda: check_panels(site, browser.chromium, findings, pictures),
            "variables": lambda: check_variables(site, browser.chromium, findings),
            "links": lambda: check_links(site, browser.chromium, findings),
            "layout": lambda: check_layout(site, browser.chromium, findings),
            "rotation": lambda: check_rotation(site, browser.chromium, findings),
            "hover": lambda: check_hover(site, browser.chromium, findings),
            "load": lambda: check_load(site, browser.chromium, findings),
            "outage": lambda: check_outage(site, browser.chromium, findings, pictures),
        }
        if options.only and options.only not in parts:
            raise Failure(f"there is no part '{options.only}': choose from {', '.join(parts)}")
        for name, part in parts.items():
            if options.only in (None, name):
                before, began = findings.count, time.monotonic()
                try:
                    part()
                except Failure as failure:
                    findings.check(False, str(failure))
                say(f"{'ok' if findings.count == before else 'NOT OK'}  {name} ({time.monotonic() - began:.0f} s)")
    return findings


class Browser:
    """The browser, closed with the block."""

    def __init__(self, folder):
        self.chromium = Chromium(folder)

    def close(self):
        self.chromium.stop()


# MARK: - A Prometheus that runs

def served(url, path):
    """What a Prometheus serves at a path, None when it is not there."""
    try:
        with urllib.request.urlopen(f"{url}{path}", timeout=10) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise Failure(f"{url}{path} is answered with {error}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Failure(f"no Prometheus answers at {url}: {error}") from None


def names_at(url):
    """The dashboards that a Prometheus serves."""
    if served(url, "/user/wall/") is None:
        raise Failure(f"{url} does not serve the page: start Prometheus with --web.user-assets={ROOT / 'dashboards'}")
    return [entry["file"].removesuffix(".json") for entry in json.loads(served(url, "/user/wall/dashboards.json") or b"[]")]


def look(options, pictures):
    findings = Findings()
    url = options.url.rstrip("/")
    known = names_at(url)
    folder = TemporaryFolder("wall").path
    search = "".join(f"&{key}={urllib.parse.quote(value)}" for key, value in (("theme", options.theme), ("from", options.start), ("to", "now" if options.start else None), ("kiosk", "1" if options.kiosk else None)) if value)
    with contextlib.closing(Browser(folder)) as browser:
        for name in options.names or known:
            page = see(browser.chromium, f"{url}/user/wall/?dashboard={name}&rows=open{search}", 60, whole="if needed" if options.kiosk else True)
            failure = page.run("document.querySelector('.failure')?.textContent")
            if not findings.check(not failure, f"{name}: {failure}"):
                page.close()
                continue
            panels = page.run("reading.panels()")
            empty = [panel for panel in panels if panel["message"] and panel["type"] != "text"]
            for panel in panels:
                findings.check(not (panel["message"] or "").startswith(("This panel cannot", "Panels of type", "The transformation")) and "error" not in (panel["message"] or ""),
                               f"{name}, “{panel['title']}”: {panel['message']}")
                if options.need_data:
                    findings.check(panel["message"] != "no data", f"{name}, “{panel['title']}” has no data, and no words of its own for that")
            # What the browser gives up when an interface comes or goes on this machine, the page has asked again.
            settled(page, findings, name, "ERR_NETWORK_CHANGED")
            say(f"{name}: {len(panels)} panels, {len(panels) - len(empty)} with data" + "".join(f"\n    “{panel['title']}” says: {panel['message']}" for panel in empty)
                + "".join(f"\n    “{panel['title']}” notes: {panel['note']}" for panel in panels if panel["note"]) + "".join(f"\n    {title} has more than it shows, and scrolls" for title in page.run("reading.scrolling()")))
            if pictures:
                page.picture(pictures / f"{name}.png")
            page.close()
    return findings


def main():
    parser = argparse.ArgumentParser(prog="script/check-wall", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage=argparse.SUPPRESS, add_help=False)
    parser.add_argument("-h", "--help", action="help", help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--pictures", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--theme", choices=["light", "dark"], help=argparse.SUPPRESS)
    parser.add_argument("--from", dest="start", help=argparse.SUPPRESS)
    parser.add_argument("--kiosk", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--need-data", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--only", help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    findings = look(options, options.pictures) if options.url else own_test(options, options.pictures)
    say(f"{findings.checks} checks, {findings.count} findings")
    return 1 if findings.count else 0


if __name__ == "__main__":
    run_main(main)
