#!/usr/bin/python3
"""An inbox for everybody who is told something in the demo: the client, and the team on call.

E-mail comes by SMTP, other notices by webhook (Alertmanager's, at /hook/NAME), and both are shown on one
page; /notices.json has them for programs. /dead-man expects to hear from Prometheus all the time, through
Alertmanager: when it does not, that is a notice of its own.
"""
import argparse
import email
import email.policy
import html
import http.server
import json
import re
import socketserver
import threading
import time
from pathlib import Path

# Of one message; more is refused.
LARGEST = 1 << 20
KEPT = 2000
PAGE = (Path(__file__).parent / "page.html").read_text(encoding="utf-8")


class Notices:
    """What has come, oldest first, for whom, and by which way."""

    def __init__(self, silence):
        self.lock = threading.Lock()
        self.list = []
        self.silence = silence
        # When the dead man's switch was last held down, or None before the first time.
        self.held_at = None
        self.is_silent = False

    def add(self, by, to, status, subject, body="", alerts=()):
        notice = {
            "at": time.time(), "by": by, "to": to, "status": status, "subject": subject, "body": body,
            "alerts": list(alerts),
        }  # fmt: skip
        with self.lock:
            self.list.append(notice)
            del self.list[:-KEPT]

    def since(self, moment=0.0):
        with self.lock:
            return [notice for notice in self.list if notice["at"] >= moment]

    def hold(self):
        self.held_at = time.monotonic()

    def watch(self):
        """Notices that nothing holds the switch down any more."""
        while True:
            time.sleep(1)
            if self.held_at is None:
                continue
            was_silent, self.is_silent = self.is_silent, time.monotonic() - self.held_at > self.silence
            if self.is_silent and not was_silent:
                self.add("dead man's switch", "page", "firing", "The monitoring is silent",
                         f"Prometheus has not been heard of for {self.silence:g} s: nobody would be told"
                         " of anything now.")  # fmt: skip
            elif was_silent and not self.is_silent:
                self.add("dead man's switch", "page", "resolved", "The monitoring is heard of again")


class Mail(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as a sender needs."""

    timeout = 30

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self):
        self.say("220 inbox of the demo")
        recipients = []
        while line := self.rfile.readline(2048):
            word = line.decode("latin-1").strip()
            verb = word[:4].upper()
            if verb in ("EHLO", "HELO"):
                self.say("250 inbox")
            elif verb == "MAIL":
                recipients = []
                self.say("250 go on")
            elif verb == "RCPT":
                recipients.append(word.partition(":")[2].strip().strip("<>"))
                self.say("250 known")
            elif verb == "DATA":
                self.say("354 end with a dot alone")
                self.take(recipients)
            elif verb in ("RSET", "NOOP"):
                self.say("250 so be it")
            elif verb == "QUIT":
                self.say("221 goodbye")
                return
            else:
                self.say("502 that is not spoken here")

    def take(self, recipients):
        lines, size = [], 0
        while (line := self.rfile.readline(LARGEST)) not in (b".\r\n", b".\n", b""):
            size += len(line)
            if size <= LARGEST:
                lines.append(line[1:] if line.startswith(b"..") else line)
        if size > LARGEST:
            return self.say("552 too much")
        message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        part = message.get_body(("plain", "html"))
        body = part.get_content() if part else ""
        if part is not None and part.get_content_subtype() == "html":
            body = as_text(body)
        subject = str(message["subject"] or "")
        for recipient in recipients:
            name = recipient.partition("@")[0]
            self.server.notices.add("e-mail", name, status_in(subject), subject, body.strip())
        self.say("250 kept")


def as_text(page):
    page = re.sub(r"(?is)<(style|script|head).*?</\1>", "", page)
    page = re.sub(r"(?i)<(br|/p|/div|/tr|/h\d)[^>]*>", "\n", page)
    lines = (" ".join(line.split()) for line in html.unescape(re.sub(r"<[^>]+>", "", page)).splitlines())
    return "\n".join(line for line in lines if line)


def status_in(subject):
    """Of a message, which has only words: those that say an end come first."""
    ends = r"(?i)\W*(resolved|over|closed|ended|restored|recovered|available again)\b"
    return "resolved" if re.match(ends, subject) else "firing"


class Web(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self):
        if self.path == "/":
            self.answer("text/html; charset=utf-8", PAGE)
        elif self.path.partition("?")[0] == "/notices.json":
            since = re.fullmatch(r"since=([\d.]+)", self.path.partition("?")[2])
            found = self.server.notices.since(float(since[1]) if since else 0.0)
            self.answer("application/json", json.dumps(found))
        else:
            self.send_error(404)

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 < length <= LARGEST:
            return self.send_error(413 if length else 411)
        body = self.rfile.read(length)
        if self.path == "/dead-man":
            # The end of its alert is the opposite of a sign of life.
            if b'"status":"resolved"' not in body.replace(b" ", b""):
                self.server.notices.hold()
        elif name := re.fullmatch(r"/hook/([\w-]+)", self.path):
            try:
                self.take(name[1], json.loads(body))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                return self.send_error(400, f"not a notice of Alertmanager's: {error}")
        else:
            return self.send_error(404)
        self.answer("text/plain", "")

    def take(self, receiver, notice):
        alerts = [
            {
                "name": alert["labels"].get("alertname", ""), "status": alert["status"],
                "labels": alert["labels"], "summary": alert["annotations"].get("summary", ""),
                "starts": alert.get("startsAt"), "ends": alert.get("endsAt"),
            }
            for alert in notice["alerts"]
        ]  # fmt: skip
        lines = [f"{alert['status']}: {alert['summary'] or alert['name']}" for alert in alerts]
        names = ", ".join(sorted({alert["name"] for alert in alerts}))
        self.server.notices.add("webhook", receiver, notice["status"], names, "\n".join(lines), alerts)

    def answer(self, kind, text):
        data = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


class WebServer(http.server.ThreadingHTTPServer):
    daemon_threads = True


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--listen", default="127.0.0.1", help="address (default: %(default)s)")
    parser.add_argument("--web-port", type=int, default=8025, help="default: %(default)s")
    parser.add_argument("--smtp-port", type=int, default=2525, help="default: %(default)s")
    parser.add_argument("--silence", type=float, default=60, metavar="SECONDS",
                        help="after which the dead man's switch goes off (default: %(default)s)")  # fmt: skip
    arguments = parser.parse_args()
    notices = Notices(arguments.silence)
    servers = [
        MailServer((arguments.listen, arguments.smtp_port), Mail),
        WebServer((arguments.listen, arguments.web_port), Web),
    ]
    for server in servers:
        server.notices = notices
        threading.Thread(target=server.serve_forever, daemon=True).start()
    notices.watch()


if __name__ == "__main__":
    main()
