"""A headless Chromium of a script's own, driven by its DevTools protocol over a pair of pipes."""

import base64
import json
import os
import select
import shutil
import signal
import subprocess
import time

from programs import Failure

WIDTH, HEIGHT = 1920, 1080


class PageError(Exception):
    """A script in the page threw."""


class Chromium:
    """The browser; its profile lives in `folder`. Ends with this script, or by `stop`."""

    def __init__(self, folder):
        program = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
        if not program:
            raise Failure("there is no chromium here: run script/setup test")
        self.log = folder / "chromium.log"
        (their_in, our_out), (our_in, their_out) = os.pipe(), os.pipe()
        # The browser reads from descriptor 3 and writes to 4. Out of their way first: one of ours may be one of them.
        high_in, high_out = (os.dup2(each, number) for each, number in ((their_in, 203), (their_out, 204)))

        def place():
            os.dup2(high_in, 3)
            os.dup2(high_out, 4)

        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", program, "--headless=new", "--no-sandbox", "--remote-debugging-pipe",
                 f"--user-data-dir={folder / 'chromium'}", f"--window-size={WIDTH},{HEIGHT}", "--hide-scrollbars",
                 "--no-first-run", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                 "--disable-extensions", "--disable-sync", "--disable-dev-shm-usage", "--mute-audio", "about:blank"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, close_fds=False, preexec_fn=place,
                env={**os.environ, "TZ": "Europe/Paris"},
            )
        for each in (their_in, their_out, high_in, high_out):
            os.close(each)
        self._out, self._in = our_out, our_in
        self._buffer = b""
        self._next = 0
        self._events = []

    def send(self, method, parameters=None, session=None, seconds=30):
        """Sends a command and returns its result."""
        self._next += 1
        number = self._next
        message = {"id": number, "method": method, "params": parameters or {}}
        if session:
            message["sessionId"] = session
        try:
            os.write(self._out, json.dumps(message).encode() + b"\0")
        except OSError:
            raise self._failure("ended") from None
        end = time.monotonic() + seconds
        while True:
            answer = self._read(end)
            if answer is None:
                raise self._failure(f"did not answer {method} within {seconds:.0f} s")
            if answer.get("id") == number:
                if "error" in answer:
                    raise PageError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            if "method" in answer:
                self._events.append(answer)

    def events(self, session, seconds=0):
        """What the browser has told of a page since the last call."""
        end = time.monotonic() + seconds
        while (event := self._read(end)) is not None:
            if "method" in event:
                self._events.append(event)
        mine = [event for event in self._events if event.get("sessionId") == session]
        self._events = [event for event in self._events if event.get("sessionId") != session]
        return mine

    def _read(self, end):
        while b"\0" not in self._buffer:
            left = end - time.monotonic()
            ready, _, _ = select.select([self._in], [], [], max(0, left))
            if not ready:
                return None
            chunk = os.read(self._in, 1 << 20)
            if not chunk:
                raise self._failure("ended")
            self._buffer += chunk
        message, _, self._buffer = self._buffer.partition(b"\0")
        return json.loads(message)

    def _failure(self, what):
        lines = self.log.read_text(errors="replace").splitlines()[-5:]
        return Failure(f"Chromium {what}; the last lines of its log:\n" + "\n".join(f"    {line}" for line in lines))

    def page(self, url, **size):
        return Page(self, url, **size)

    def stop(self):
        if self.process.poll() is None:
            try:
                self.send("Browser.close", seconds=5)
                self.process.wait(5)
            except (Failure, PageError, subprocess.TimeoutExpired):
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        for each in (self._in, self._out):
            os.close(each)


class Page:
    """A tab, with what it logged as an error."""

    def __init__(self, browser, url, width=WIDTH, height=HEIGHT):
        self.browser = browser
        self.target = browser.send("Target.createTarget", {"url": "about:blank"})["targetId"]
        self.session = browser.send("Target.attachToTarget", {"targetId": self.target, "flatten": True})["sessionId"]
        self._errors = []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")
        # A tab behind another one would be hidden, and its timers slow.
        self.send("Emulation.setFocusEmulationEnabled", {"enabled": True})
        self.resize(width, height)
        self.go(url)

    def send(self, method, parameters=None, seconds=30):
        return self.browser.send(method, parameters, self.session, seconds)

    def resize(self, width, height):
        self.send("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def go(self, url):
        self.send("Page.navigate", {"url": url})

    def run(self, script, seconds=30):
        """The value of a JavaScript expression, awaited when it is a promise."""
        result = self.send("Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True, "userGesture": True}, seconds)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise PageError(details.get("exception", {}).get("description") or details["text"])
        return result["result"].get("value")

    def wait(self, script, what, seconds=20):
        """Waits until an expression is true; returns its value."""
        end = time.monotonic() + seconds
        while True:
            try:
                value = self.run(script)
            except PageError as error:
                # The page is between two documents.
                value, what = None, f"{what} ({error})" if time.monotonic() > end else what
            if value:
                return value
            if time.monotonic() > end:
                raise Failure(f"the page did not {what} within {seconds:.0f} s: {script}")
            time.sleep(0.1)

    def press(self, key, code=None, text=None):
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", {"type": kind, "key": key, "code": code or key, **({"text": text} if text and kind == "keyDown" else {})})

    def point(self, x, y):
        self.send("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})

    def errors(self):
        """Exceptions, console errors and violations so far."""
        for event in self.browser.events(self.session):
            name, of = event["method"], event["params"]
            if name == "Runtime.exceptionThrown":
                details = of["exceptionDetails"]
                self._errors.append(details.get("exception", {}).get("description") or details["text"])
            elif name == "Runtime.consoleAPICalled" and of["type"] in ("error", "assert"):
                self._errors.append(" ".join(str(part.get("value", part.get("description"))) for part in of["args"]))
            elif name == "Log.entryAdded" and of["entry"]["level"] == "error":
                self._errors.append(f"{of['entry']['text']} {of['entry'].get('url', '')}".strip())
        return self._errors

    def forget_errors(self):
        self.errors()
        self._errors = []

    def picture(self, file, whole=False, scale=1):
        """A PNG of what is seen, or of the whole page; drawn smaller, not only shrunk, by a scale below 1."""
        if whole:
            height = self.run("document.documentElement.scrollHeight")
            self.resize(WIDTH, max(HEIGHT, height))
        asked = {"format": "png"}
        if scale != 1:
            asked["clip"] = {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT, "scale": scale}
        data = self.send("Page.captureScreenshot", asked, seconds=60)["data"]
        file.write_bytes(base64.b64decode(data))

    def close(self):
        self.browser.send("Target.closeTarget", {"targetId": self.target})
