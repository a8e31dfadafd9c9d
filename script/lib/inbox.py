"""The inbox of demo/inbox: what the client and the team on call are told."""

import urllib.request

from programs import ROOT, Program, free_port


class Inbox:
    """On this machine, where the servers reach it at `host`: it belongs to others than they do."""

    def __init__(self, folder, host, silence=60):
        self.host, self.smtp_port, port = host, free_port(), free_port()
        self.address = f"{host}:{port}"
        self.program = Program(
            "the inbox",
            [
                ROOT / "demo/inbox/inbox.py", "--listen", host, "--web-port", port, "--smtp-port", self.smtp_port,
                "--silence", silence,
            ],
            folder / "inbox.log",
        )  # fmt: skip
        self.program.wait_until(self._answers, "answer")

    def _answers(self):
        try:
            urllib.request.urlopen(f"http://{self.address}/notices.json", timeout=2).close()
            return True
        except OSError:
            return False
