"""The inbox of demo/inbox: what the client and the team on call are told."""

import json
import urllib.request

from programs import ROOT, Program, free_port


class Inbox:
    def __init__(self, folder, silence=60):
        self.smtp_port, port = free_port(), free_port()
        self.address = f"127.0.0.1:{port}"
        self.program = Program(
            "the inbox",
            [
                ROOT / "demo/inbox/inbox.py", "--web-port", port, "--smtp-port", self.smtp_port,
                "--silence", silence,
            ],
            folder / "inbox.log",
        )  # fmt: skip
        self.program.wait_for_port(port)

    def notices(self, since=0.0):
        return read_notices(self.address, since)


def read_notices(address, since=0.0):
    with urllib.request.urlopen(f"http://{address}/notices.json?since={since}", timeout=5) as answer:
        return json.load(answer)
