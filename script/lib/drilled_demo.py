"""The demo that runs elsewhere, as drills see it: where everything is, and orders to its supervisor."""

import json
import socket
import subprocess
import urllib.parse
import urllib.request

from programs import Failure
from running import running_demo

# Ends all processes of a cgroup, and removes it.
END_GROUP = """
for try in $(seq 50); do
  [ -d "$1" ] || exit 0
  while read -r pid; do kill -KILL "$pid"; done < "$1/cgroup.procs" 2>/dev/null
  rmdir "$1" 2>/dev/null && exit 0
  sleep 0.1
done
echo "$1 cannot be emptied" >&2
exit 1
"""
# Nothing of a demo is behind a proxy that the environment may name.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class DrilledDemo:
    def __init__(self):
        note = running_demo()
        if note is None or "prometheus" not in note:
            raise Failure("no demo is running: start script/demo in another terminal, and wait until all is up")
        self.note = note
        self.folder = note["folder"]
        self.prometheus, self.alertmanager, self.inbox = (
            note[name] for name in ("prometheus", "alertmanager", "inbox")
        )
        self._orders = socket.socket(socket.AF_UNIX)
        self._orders.settimeout(180)
        self._orders.connect(f"{self.folder}/control")
        self._answers = self._orders.makefile("r", encoding="utf-8")
        self._programs, self._groups = [], []
        self.longest = 200

    # MARK: - Orders

    def order(self, what, **more):
        self._orders.sendall(json.dumps({"do": what, **more}).encode() + b"\n")
        line = self._answers.readline()
        answer = json.loads(line) if line else {"error": "the demo has ended"}
        if "error" in answer:
            raise Failure(f"the demo: {answer['error']}")
        return answer

    def stop(self, name):
        self.order("stop", name=name)

    def kill(self, name):
        self.order("kill", name=name)

    def start(self, name):
        self.order("start", name=name)

    def undo_with(self, name, command, server=None):
        """Has a command remembered that takes a fault back, also when this script is killed."""
        self.order("undo", id=name, command=[str(word) for word in command], server=server)

    def undo(self, name):
        self.order("undone", id=name)

    # MARK: - Servers

    def server(self, name):
        return self.note["servers"][name]

    def needs_servers(self):
        if self.server("application")["cable"] is None:
            raise Failure("needs servers of the demo's own, which take root: everything stands on this machine")

    def run(self, *command, server=None, input=None, may_fail=False):
        """What a command prints, on a server or here."""
        prefix = self.server(server)["enter"] if server else []
        done = subprocess.run(
            [*prefix, *(str(word) for word in command)],
            input=input, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        if done.returncode != 0 and not may_fail:
            raise Failure(f"{command[0]}: {done.stderr.strip()[-300:] or f'status {done.returncode}'}")
        return done.stdout.strip()

    def begin(self, *command, server=None):
        """Starts what goes on until `end_all`; it ends with this script, and by itself after `longest`."""
        command = [str(word) for word in command]
        prefix = ["setpriv", "--pdeathsig", "KILL"]
        if server:
            # In a cgroup of its own, so that its children are found, too.
            group = f"{self.server(server)['cgroups'][0]}/drill"
            if server not in self._groups:
                self.run("mkdir", "-p", group)
                self.undo_with(f"processes on {server}", ["sh", "-c", END_GROUP, "sh", group])
                self._groups.append(server)
            bounded = ["timeout", "--signal=KILL", str(self.longest), *command]
            command = [*self.server(server)["enter"], *bounded]
            prefix += ["sh", "-c", f'echo $$ > {group}/cgroup.procs; exec "$@"', "sh"]
            # What enters a server joins its cgroups, which would lead it out of this one again.
            command = [word.replace(f"echo $$ > {group.removesuffix('/drill')}/cgroup.procs; ", "") for word in command]
        else:
            # Each dies with the one that started it.
            command = ["timeout", "--foreground", "--signal=KILL", str(self.longest), *prefix, *command]
        self._programs.append(
            subprocess.Popen(
                [*prefix, *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, start_new_session=True,
            )
        )  # fmt: skip
        return self._programs[-1]

    def end_all(self):
        for program in self._programs:
            # With its children, which are of its session.
            subprocess.run(["kill", "-KILL", "--", f"-{program.pid}"], check=False, capture_output=True)
        while self._groups:
            self.undo(f"processes on {self._groups.pop()}")
        for program in self._programs:
            program.wait()
        self._programs.clear()

    # MARK: - Databases

    def sql(self, text, database="votes", role="postgres"):
        postgres = self.note["postgres"]
        return self.run(
            f"{postgres['bin']}/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
            "-h", postgres["host"], "-p", postgres["port"], "-U", role, "-d", database, input=text,
        )  # fmt: skip

    def redis(self, *words):
        redis = self.note["redis"]
        return self.run("redis-cli", "-e", "-h", redis["host"], "-p", redis["port"], *words)

    def docker(self, *words, may_fail=False):
        if not self.note["docker"]:
            raise Failure("needs containers, and this demo has none")
        return self.run("docker", "--host", f"unix://{self.note['docker']}", *words, may_fail=may_fail)

    # MARK: - What is known

    def get(self, address, path, timeout=5):
        with OPENER.open(f"http://{address}{path}", timeout=timeout) as answer:
            return json.load(answer)

    def query(self, expression):
        path = "/api/v1/query?" + urllib.parse.urlencode({"query": expression})
        return self.get(self.prometheus, path)["data"]["result"]

    def alerts(self):
        """Those of Prometheus that are pending or firing."""
        return self.get(self.prometheus, "/api/v1/alerts")["data"]["alerts"]

    def inhibited(self):
        """Labels of the alerts that Alertmanager keeps to itself because of others."""
        return [
            alert["labels"]
            for alert in self.get(self.alertmanager, "/api/v2/alerts")
            if alert["status"]["inhibitedBy"]
        ]

    def notices(self, since):
        return self.get(self.inbox, f"/notices.json?since={since}")

    def close(self):
        self.end_all()
        self._answers.close()
        self._orders.close()
