"""app-probe beside Debian's blackbox_exporter, on targets that both probe."""

import socket
import ssl
import threading
import urllib.parse

from certificates import Authority
from sides import Case, Sides
from web import Dnsmasq, Nginx

# No chain was verified, and upstream counts from the year 1.
NO_CHAIN = -62135596800

MODULES = """\
modules:
  http_2xx: {{prober: http, timeout: 5s, http: {{preferred_ip_protocol: ip4}}}}
  http_http1: {{prober: http, timeout: 5s, http: {{enable_http2: false, {ca}}}}}
  http_ca: {{prober: http, timeout: 5s, http: {{{ca}}}}}
  http_insecure: {{prober: http, timeout: 5s, http: {{tls_config: {{insecure_skip_verify: true}}}}}}
  http_not_ssl: {{prober: http, timeout: 5s, http: {{fail_if_not_ssl: true}}}}
  http_no_redirects: {{prober: http, timeout: 5s, http: {{follow_redirects: false, valid_status_codes: [301]}}}}
  http_post: {{prober: http, timeout: 5s, http: {{method: POST, body: hello, headers: {{Content-Type: text/plain}}}}}}
  http_basic: {{prober: http, timeout: 5s, http: {{basic_auth: {{username: ann, password: secret}}}}}}
  http_gzip: {{prober: http, timeout: 5s, http: {{compression: gzip, headers: {{Accept-Encoding: gzip}}}}}}
  http_body: {{prober: http, timeout: 5s, http: {{fail_if_body_not_matches_regexp: ["vote.*cats"]}}}}
  http_wrong_body: {{prober: http, timeout: 5s, http: {{fail_if_body_matches_regexp: ["cats"]}}}}
  http_header: {{prober: http, timeout: 5s, http: {{fail_if_header_not_matches: [{{header: X-Page, regexp: "^vote$"}}]}}}}
  tcp: {{prober: tcp, timeout: 5s}}
  tcp_banner: {{prober: tcp, timeout: 5s, tcp: {{query_response: [{{expect: "^hello (\\\\w+)"}}, {{send: "bye ${{1}}"}}, {{expect: "^bye"}}]}}}}
  tcp_wrong: {{prober: tcp, timeout: 1s, tcp: {{query_response: [{{expect: "^SSH"}}]}}}}
  tcp_tls: {{prober: tcp, timeout: 5s, tcp: {{tls: true, {ca}, query_response: [{{expect: "^hello"}}]}}}}
  dns_a: {{prober: dns, timeout: 5s, dns: {{query_name: www.example.test, query_type: A}}}}
  dns_tcp: {{prober: dns, timeout: 5s, dns: {{query_name: www.example.test, query_type: AAAA, transport_protocol: tcp}}}}
  dns_mx: {{prober: dns, timeout: 5s, dns: {{query_name: example.test, query_type: MX, validate_answer_rrs: {{fail_if_not_matches_regexp: ["IN\\tMX\\t10 mail\\\\.example\\\\.test\\\\."]}}}}}}
  dns_wrong: {{prober: dns, timeout: 5s, dns: {{query_name: www.example.test, query_type: A, validate_answer_rrs: {{fail_if_matches_regexp: ["192\\\\.0\\\\.2"]}}}}}}
  dns_soa: {{prober: dns, timeout: 5s, dns: {{query_name: example.test, query_type: SOA}}}}
  dns_none: {{prober: dns, timeout: 5s, dns: {{query_name: nothing.elsewhere.test, query_type: A}}}}
  icmp: {{prober: icmp, timeout: 5s}}
  icmp_ttl: {{prober: icmp, timeout: 5s, icmp: {{ttl: 5, payload_size: 100}}}}
"""


class Banner:
    """Greets over TCP, with or without TLS, and says the same back."""

    def __init__(self, context=None):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._context = context
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            peer, _ = self._socket.accept()
            threading.Thread(target=self._greet, args=(peer,), daemon=True).start()

    def _greet(self, peer):
        try:
            peer.settimeout(5)
            if self._context:
                peer = self._context.wrap_socket(peer, server_side=True)
            with peer:
                peer.sendall(b"hello world\n")
                while data := peer.recv(4096):
                    peer.sendall(data)
        except OSError:
            pass


def unused_port():
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Pair(Sides):
    our_name = "app-probe"
    peer_name = "blackbox_exporter"
    peer_program = "prometheus-blackbox-exporter"

    INCOMPARABLE = {
        "probe_duration_seconds": "what each took itself",
        "probe_dns_lookup_time_seconds": "what each took itself",
        "probe_http_duration_seconds": "what each took itself",
        "probe_dns_duration_seconds": "what each took itself",
        "probe_icmp_duration_seconds": "what each took itself",
    }
    NEWER_LABELS = {"serialnumber"}

    def prepare(self, folder):
        authority = Authority(folder)
        files = {
            "good": authority.issue("good"),
            "expired": authority.issue("expired", days=-1),
            "other": authority.issue("other", names="DNS:other.example.test"),
        }

        def tls(name):
            certificate, key = files[name]
            return f"ssl_certificate {certificate}; ssl_certificate_key {key};"

        page = 'location / { add_header X-Page vote; return 200 "vote for cats or dogs"; }'
        packed = f"gzip on; gzip_min_length 1; gzip_types *; {page}"
        self.nginx = Nginx(
            folder,
            {
                "plain": ("", page),
                "packed": ("", packed),
                "broken": ("", "return 500 broken;"),
                "https": ("ssl", f"{tls('good')} {page}"),
                "http2": ("ssl http2", f"{tls('good')} {page}"),
                "expired": ("ssl", f"{tls('expired')} {page}"),
                "other": ("ssl", f"{tls('other')} {page}"),
                "moved": ("", "location = /end { return 200 here; } location / { return 301 /end; }"),
                "loop": ("", "return 302 /again;"),
                "closed": ("", "return 401 no;"),
            },
        )
        self.dns = Dnsmasq(folder)
        self.banner = Banner()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*files["good"])
        self.tls_banner = Banner(context)
        self.file = folder / "blackbox.yml"
        ca = f"tls_config: {{ca_file: {authority.file}}}"
        self.file.write_text(MODULES.format(ca=ca), encoding="utf-8")

    def describe(self):
        return ["nginx over HTTP and HTTPS, dnsmasq, a greeter over TCP and TLS, and loopback itself"]

    def flags(self, side):
        return [f"--config.file={self.file}"]

    @staticmethod
    def path(target, module):
        return f"/probe?{urllib.parse.urlencode({'target': target, 'module': module})}"

    def url(self, name, path="/", scheme="http"):
        return f"{scheme}://127.0.0.1:{self.nginx.ports[name]}{path}"

    def cases(self):
        dns = f"127.0.0.1:{self.dns.port}"
        probes = {
            "a page": (self.url("plain"), "http_2xx"),
            "a page's content": (self.url("plain"), "http_body"),
            "a page's header": (self.url("plain"), "http_header"),
            "a page with the wrong content": (self.url("plain"), "http_wrong_body"),
            "a page that is compressed": (self.url("packed"), "http_gzip"),
            "a form": (self.url("plain"), "http_post"),
            "a page that moved": (self.url("moved"), "http_2xx"),
            "a page that moved, not followed": (self.url("moved"), "http_no_redirects"),
            "redirects without an end": (self.url("loop"), "http_2xx"),
            "a broken page": (self.url("broken"), "http_2xx"),
            "a page that knows nobody": (self.url("closed"), "http_basic"),
            "a page without TLS": (self.url("plain"), "http_not_ssl"),
            "a page where nobody listens": (f"http://127.0.0.1:{unused_port()}/", "http_2xx"),
            "HTTPS": (self.url("https", scheme="https"), "http_ca"),
            "HTTPS, only HTTP/1.1": (self.url("http2", scheme="https"), "http_http1"),
            "HTTP/2": (self.url("http2", scheme="https"), "http_ca"),
            "HTTPS, anybody's certificate": (self.url("expired", scheme="https"), "http_insecure"),
            "HTTPS, of an unknown authority": (self.url("https", scheme="https"), "http_2xx"),
            "HTTPS, expired": (self.url("expired", scheme="https"), "http_ca"),
            "HTTPS, for another name": (self.url("other", scheme="https"), "http_ca"),
            "TCP": (f"127.0.0.1:{self.banner.port}", "tcp"),
            "TCP, a conversation": (f"127.0.0.1:{self.banner.port}", "tcp_banner"),
            "TCP, the wrong words": (f"127.0.0.1:{self.banner.port}", "tcp_wrong"),
            "TCP, nobody there": (f"127.0.0.1:{unused_port()}", "tcp"),
            "TCP, TLS": (f"127.0.0.1:{self.tls_banner.port}", "tcp_tls"),
            "DNS": (dns, "dns_a"),
            "DNS over TCP": (dns, "dns_tcp"),
            "DNS, a record's text": (dns, "dns_mx"),
            "DNS, the wrong record": (dns, "dns_wrong"),
            "DNS, a zone's serial number": (dns, "dns_soa"),
            "DNS, a name that is not there": (dns, "dns_none"),
            "ICMP": ("127.0.0.1", "icmp"),
            "ICMP with options": ("127.0.0.1", "icmp_ttl"),
        }
        flags = {side: self.flags(side) for side in ("ours", "peer")}
        return [Case(name, flags, self.path(*probe)) for name, probe in probes.items()]

    def normalize(self, page, side):
        """Takes out zeros and years that stand for what was not measured: a defect of the peer's."""
        is_redirect = 300 <= page.samples.get("probe_http_status_code", 0) < 400
        for key, value in list(page.samples.items()):
            name = key.partition("{")[0]
            is_phase = name.endswith("_duration_seconds") and "phase=" in key and value == 0
            is_nothing = name == "probe_ssl_last_chain_expiry_timestamp_seconds" and value == NO_CHAIN
            has_no_address = value == 0 and name in ("probe_ip_protocol", "probe_ip_addr_hash")
            # Of an answer that leads elsewhere and is not followed, the peer reads no body.
            is_unread = name == "probe_http_uncompressed_body_length" and is_redirect
            if is_phase or is_nothing or has_no_address or is_unread:
                del page.samples[key]
                del page.family_of[key]
            elif name == "probe_http_redirects" and side == "peer" and is_redirect:
                # It counts the one that it did not follow, too.
                page.samples[key] -= 1
