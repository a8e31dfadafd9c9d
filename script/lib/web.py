"""A real nginx and a real dnsmasq of a script's own, to be probed."""

import shutil
import socket

from programs import Failure, Program, free_port


def need(program):
    if not shutil.which(program):
        raise Failure(f"there is no {program} here: run script/setup test")


class Nginx:
    """Serves `servers`, each a `server` block's inside without its `listen`, on a port of its own."""

    def __init__(self, folder, servers):
        """`servers`: by name, what `listen` says beside the port (`ssl http2`) and the block's inside."""
        need("nginx")
        self.folder = folder / "nginx"
        self.folder.mkdir(mode=0o755)
        self.ports = {name: free_port() for name in servers}
        blocks = "".join(
            f"  server {{ listen 127.0.0.1:{self.ports[name]} {options};\n{inside}\n  }}\n"
            for name, (options, inside) in servers.items()
        )
        file = self.folder / "nginx.conf"
        temporary = "".join(
            f"  {kind}_temp_path {self.folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        file.write_text(
            f"daemon off; worker_processes 2; pid {self.folder}/pid; error_log stderr warn;\n"
            f"events {{ worker_connections 2048; }}\nhttp {{\n  access_log off;\n{temporary}"
            f"  default_type text/html;\n{blocks}}}\n",
            encoding="utf-8",
        )
        self.program = Program(
            "nginx", ["nginx", "-e", "stderr", "-c", file, "-p", self.folder], folder / "nginx.log"
        )
        for port in self.ports.values():
            self.program.wait_for_port(port)


class Dnsmasq:
    """A name server with a few names below example.test."""

    def __init__(self, folder):
        need("dnsmasq")
        self.port = free_port()
        self.program = Program(
            "dnsmasq",
            ["dnsmasq", "--keep-in-foreground", f"--port={self.port}", "--listen-address=127.0.0.1",
             "--bind-interfaces", "--no-resolv", "--no-hosts", "--user=root", "--conf-file=/dev/null",
             f"--pid-file={folder}/dnsmasq.pid", "--log-facility=-",
             "--address=/www.example.test/192.0.2.1", "--address=/www.example.test/2001:db8::1",
             "--txt-record=example.test,v=spf1 -all", "--mx-host=example.test,mail.example.test,10",
             "--auth-server=ns.example.test", "--auth-zone=example.test",
             "--auth-soa=20261128,admin.example.test"],
            folder / "dnsmasq.log",
        )  # fmt: skip
        self.program.wait_for_port(self.port)
        with socket.create_connection(("127.0.0.1", self.port), timeout=1):
            pass
