"""A real Alertmanager on a private port of loopback, whose notices all go to an inbox."""

import re
import urllib.error
import urllib.request

from programs import HERE, Program

# Where the folder of rules has no configuration of its own: who is told is all there is to it.
PLAIN = """
route:
  receiver: ticket
  group_by: [alertname, server, service]
  group_wait: 5s
  group_interval: 10s
  repeat_interval: 4h
  routes:
    - {matchers: [alertname="Watchdog"], receiver: dead-man, group_interval: 10s, repeat_interval: 15s}
    - {matchers: [severity="none"], receiver: nobody}
    - {matchers: [audience="client"], receiver: client, group_wait: 1s, group_interval: 5s}
    # A cause is found a little after its symptom, and is to be told instead of it.
    - {matchers: [severity="critical", kind="symptom"], receiver: page, group_wait: 12s}
    - {matchers: [severity="critical"], receiver: page}
inhibit_rules:
  # Who is paged for a cause needs no second page for what comes of it.
  - source_matchers: [alertname="CauseKnown"]
    target_matchers: [kind="symptom", audience!="client"]
receivers:
  - name: nobody
  - name: dead-man
    webhook_configs: [{url: "http://127.0.0.1/", send_resolved: false}]
  - name: client
    email_configs: [{to: client@example.com, send_resolved: true}]
    webhook_configs: [{url: "http://127.0.0.1/"}]
  - name: page
    email_configs: [{to: page@example.com, send_resolved: true}]
    webhook_configs: [{url: "http://127.0.0.1/"}]
  - name: ticket
    email_configs: [{to: ticket@example.com, send_resolved: true}]
"""


class Alertmanager:
    def __init__(self, folder, alerts, inbox, server=HERE):
        """With the configuration in the folder `alerts`, its receivers being the inbox's."""
        source = alerts / "alertmanager.yml"
        text = source.read_text(encoding="utf-8") if source.exists() else PLAIN
        file = folder / "alertmanager.yml"
        file.write_text(to_inbox(text, inbox), encoding="utf-8")
        if (alerts / "templates").is_dir():
            (folder / "templates").symlink_to(alerts / "templates")
        port = server.port(9093)
        self.address = f"{server.address}:{port}"
        self.program = Program(
            "Alertmanager",
            [
                "prometheus-alertmanager", f"--config.file={file}",
                f"--storage.path={folder / 'alertmanager'}", f"--web.listen-address={self.address}",
                # It is alone.
                "--cluster.listen-address=",
            ],
            folder / "alertmanager.log",
            # Its notices speak of the client's time.
            environment={"TZ": "Europe/Paris"},
            server=server,
        )  # fmt: skip
        self.program.wait_for_port(port)
        self.program.wait_until(self._is_ready, "get ready")

    def _is_ready(self):
        try:
            urllib.request.urlopen(f"http://{self.address}/-/ready", timeout=2).close()
            return True
        except (OSError, urllib.error.HTTPError):
            return False


def to_inbox(text, inbox):
    """The configuration with mail server and addresses on the web replaced by the inbox's, and without
    secrets."""
    web = f"http://{inbox.address}"
    mail = f"  smtp_smarthost: {inbox.host}:{inbox.smtp_port}\n  smtp_from: vigie@example.com\n  smtp_require_tls: false\n"
    text = re.sub(r"(?m)^ *smtp_[a-z_]+:.*\n", "", text)
    if re.search(r"(?m)^global:", text):
        text = re.sub(r"(?m)^global:.*\n", "global:\n" + mail, text)
    else:
        text = "global:\n" + mail + text
    name, lines = "", []
    for line in text.splitlines():
        if found := re.match(r" *-? *name: *['\"]?([\w-]+)", line):
            name = found[1]
        target = f"{web}/dead-man" if "dead" in name or "watchdog" in name else f"{web}/hook/{name}"
        line = re.sub(r"\burl(_file)?: *(\"[^\"]*\"|'[^']*'|[^,}\s]+)", f'url: "{target}"', line)
        lines.append(line)
    return "\n".join(lines) + "\n"
