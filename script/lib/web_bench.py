"""What TLS and passwords cost node-exporter: a scrape by each, handshakes a second, and scrapes while somebody guesses passwords."""

import base64
import http.client
import socket
import ssl
import statistics
import subprocess
import threading
import time

from process import cpu_seconds
from programs import ROOT, Program, TemporaryFolder, free_port, say

SCRAPES = 200
HANDSHAKES = 300
GUESSES_A_SECOND = 1000
GUESSING = 10


def login(password):
    return {"Authorization": "Basic " + base64.b64encode(f"prometheus:{password}".encode()).decode()}


class Page:
    def __init__(self, folder, secured):
        self.port = free_port()
        command = [ROOT / ".build/release/node-exporter", f"--web.listen-address=127.0.0.1:{self.port}", "--log.level=error"]
        self.context = None
        if secured:
            command.append(f"--web.config.file={folder / 'web.yml'}")
            self.context = ssl.create_default_context(cafile=folder / "server.crt")
        self.program = Program("node-exporter", command, folder / f"{'tls' if secured else 'plain'}.log")
        self.program.wait_for_port(self.port)

    def connection(self):
        if self.context:
            return http.client.HTTPSConnection("localhost", self.port, context=self.context, timeout=20)
        return http.client.HTTPConnection("localhost", self.port, timeout=20)

    def scrape(self, connection, password="correct"):
        began = time.perf_counter()
        connection.request("GET", "/metrics", headers=login(password))
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.perf_counter() - began


def scrapes(page, kept):
    """Milliseconds of CPU and of waiting for a scrape, over one connection or over one each."""
    connection = page.connection()
    page.scrape(connection)
    began, waited = cpu_seconds(page.program.pid), []
    for _ in range(SCRAPES):
        if not kept:
            connection.close()
        waited.append(page.scrape(connection)[1])
    connection.close()
    return (cpu_seconds(page.program.pid) - began) / SCRAPES * 1000, statistics.median(waited) * 1000


def handshakes(page):
    """Whole handshakes a second of one client, and how many a core of the server would do."""
    began, used = time.perf_counter(), cpu_seconds(page.program.pid)
    for _ in range(HANDSHAKES):
        with socket.create_connection(("127.0.0.1", page.port)) as plain, page.context.wrap_socket(plain, server_hostname="localhost"):
            pass
    return HANDSHAKES / (time.perf_counter() - began), HANDSHAKES / max(cpu_seconds(page.program.pid) - used, 1e-3)


def guesses(page):
    """Scrapes with the right password while others guess: how many were answered, how slow the slowest was, and what the guesses got."""
    end, sent, answers = time.monotonic() + GUESSING, [0], {}
    lock = threading.Lock()

    def guess(number, guessers):
        connection, due = page.connection(), time.monotonic()
        while time.monotonic() < end:
            try:
                status = page.scrape(connection, f"wrong-{number}-{time.monotonic_ns()}")[0]
            except OSError:
                status = 0
                connection.close()
            with lock:
                sent[0] += 1
                answers[status] = answers.get(status, 0) + 1
            due += guessers / GUESSES_A_SECOND
            time.sleep(max(0, due - time.monotonic()))

    threads = [threading.Thread(target=guess, args=(number, 20)) for number in range(20)]
    for thread in threads:
        thread.start()
    right, slowest, connection = [], 0, page.connection()
    while time.monotonic() < end:
        status, waited = page.scrape(connection)
        right.append(status)
        slowest = max(slowest, waited)
        time.sleep(0.2)
    for thread in threads:
        thread.join()
    return right, slowest, sent[0] / GUESSING, answers


def main():
    folder = TemporaryFolder("bench-web").path
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                    "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "server.key", "-out",
                    folder / "server.crt"], check=True, capture_output=True)
    said = subprocess.run(["htpasswd", "-niBC", "10", "prometheus"], input="correct", capture_output=True, text=True, check=True).stdout
    (folder / "web.yml").write_text("tls_server_config: {cert_file: server.crt, key_file: server.key}\nbasic_auth_users:\n  "
                                    + said.strip().replace(":", ": ", 1) + "\n", encoding="utf-8")
    plain, secured = Page(folder, False), Page(folder, True)
    say("scrape                          CPU ms   median ms")
    for name, page, kept in (("plain, kept connection", plain, True), ("TLS and password, kept", secured, True),
                             ("plain, a connection each", plain, False), ("TLS and password, each", secured, False)):
        cpu, waited = scrapes(page, kept)
        say(f"{name:<30}{cpu:8.2f}{waited:12.2f}")
    rate, possible = handshakes(secured)
    say(f"handshakes: {rate:.0f} a second by one client, {possible:.0f} a second of the server's CPU time")
    right, slowest, rate, answers = guesses(secured)
    say(f"{rate:.0f} wrong passwords a second were answered {answers}; meanwhile {right.count(200)} of {len(right)} scrapes with the right one"
        f" were answered, the slowest after {slowest * 1000:.0f} ms")
    return 0 if right.count(200) == len(right) else 1

