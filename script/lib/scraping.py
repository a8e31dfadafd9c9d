"""Scrapes over one kept connection, as Prometheus makes them, without a library's cost."""

import gzip
import socket
import time

# What Prometheus 2 asks for by itself, and each format by name.
ACCEPT = {
    "prometheus": "application/openmetrics-text;version=1.0.0,"
    "application/openmetrics-text;version=0.0.1;q=0.75,"
    "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
    "openmetrics": "application/openmetrics-text;version=1.0.0",
    "text": "text/plain;version=0.0.4",
}


class Reply:
    def __init__(self, status, headers, body, seconds):
        self.status, self.headers, self.body, self.seconds = status, headers, body, seconds

    @property
    def text(self):
        body = self.body
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        return body.decode()


class Connection:
    """A kept connection to an exporter on loopback."""

    def __init__(self, port, accept="text", gzipped=False, timeout=10.0, path="/metrics"):
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            "User-Agent: Prometheus/2.42.0",
            f"Accept: {ACCEPT[accept]}",
            f"X-Prometheus-Scrape-Timeout-Seconds: {timeout:g}",
        ]
        if gzipped:
            lines.append("Accept-Encoding: gzip")
        self._request = ("\r\n".join(lines) + "\r\n\r\n").encode()
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self):
        self._socket.close()

    def scrape(self):
        """One scrape; its time runs from before sending until the last byte is here."""
        began = time.perf_counter()
        self._socket.sendall(self._request)
        received = bytearray()
        while (end := received.find(b"\r\n\r\n")) < 0:
            self._receive(received)
        head = received[:end].decode("latin-1").split("\r\n")
        headers = {}
        for line in head[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        start = end + 4
        if "content-length" in headers:
            length = int(headers["content-length"])
            while len(received) < start + length:
                self._receive(received)
            body = bytes(received[start : start + length])
        else:
            body = self._chunks(received, start)
        seconds = time.perf_counter() - began
        return Reply(int(head[0].split()[1]), headers, body, seconds)

    def _chunks(self, received, position):
        parts = []
        while True:
            while (end := received.find(b"\r\n", position)) < 0:
                self._receive(received)
            length = int(received[position:end].split(b";")[0], 16)
            position = end + 2
            while len(received) < position + length + 2:
                self._receive(received)
            if length == 0:
                return b"".join(parts)
            parts.append(bytes(received[position : position + length]))
            position += length + 2

    def _receive(self, received):
        data = self._socket.recv(1 << 18)
        if not data:
            raise ConnectionError("the exporter closed the connection in the middle of an answer")
        received += data


def scrape(port, accept="text", gzipped=False, timeout=10.0, path="/metrics"):
    connection = Connection(port, accept, gzipped, timeout, path)
    try:
        return connection.scrape()
    finally:
        connection.close()
