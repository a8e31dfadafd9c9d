"""Keeps the demo's programs running, and stops and starts them for drills.

Whoever wants something of it connects to a socket and sends lines of JSON:

  {"do": "stop", "name": "vote"}       ends a program, and keeps it ended
  {"do": "kill", "name": "postgres"}   the same, at once
  {"do": "start", "name": "vote"}      starts it again
  {"do": "status"}                     asks which programs run: {"ok": true, "running": {"vote": true, …}}
  {"do": "undo", "id": "disk", "command": ["rm", "/srv/full"], "server": "database"}
                                       remembers a command that takes a fault back
  {"do": "undone", "id": "disk"}       runs it, and forgets it

Each answer is a line: {"ok": true}, or {"error": "…"}. When a connection ends, however it ends, all
that was stopped over it is started, and all that was to be undone is undone: a drill that is
interrupted leaves no fault behind.
"""

import json
import os
import signal
import socketserver
import subprocess
import threading
import time

from programs import Failure, Program, say

# One that ends so often within so many seconds is not just unlucky.
MOST_STARTS, PERIOD = 10, 120


class Supervisor:
    def __init__(self, services, servers, path):
        self.services, self.servers = services, servers
        self.path = path
        self._lock = threading.RLock()
        # By name, how many connections want it ended.
        self._held = set()
        self._starts = {}
        self._server = socketserver.ThreadingUnixStreamServer(str(path), Connection)
        os.chmod(path, 0o600)
        self._server.daemon_threads = True
        self._server.supervisor = self
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def look(self):
        """Starts again what has ended, as an init system would; one that keeps ending is given up."""
        with self._lock:
            for name, program in self.services.items():
                if program.is_running or name in self._held:
                    continue
                starts = [at for at in self._starts.get(name, []) if time.monotonic() - at < PERIOD]
                if len(starts) >= MOST_STARTS:
                    # As an init system does; the rest of the demo goes on, and shows what comes of it.
                    self._held.add(name)
                    say(str(program.failure(f"ended {len(starts)} times within {PERIOD} s and is given up")))
                    continue
                self._starts[name] = [*starts, time.monotonic()]
                say(f"{time.strftime('%H:%M:%S')}  {program.name} ended by itself; it is started again")
                self._start(program)
        for program in list(Program.running):
            if not program.is_running and program not in self.services.values():
                raise program.failure(f"ended with status {program.process.returncode}")

    @staticmethod
    def _start(program):
        if program in Program.running:
            Program.running.remove(program)
        program.start()

    def stop(self, name, kill):
        with self._lock:
            program = self._find(name)
            self._held.add(name)
            if kill:
                program.process.send_signal(signal.SIGKILL)
            program.stop()

    def start(self, name):
        with self._lock:
            program = self._find(name)
            self._held.discard(name)
            if not program.is_running:
                self._start(program)

    def _find(self, name):
        if name not in self.services:
            raise Failure(f"there is no {name}; there are {', '.join(sorted(self.services))}")
        return self.services[name]

    def run(self, command, server):
        """Runs a command on a server, or here."""
        command = self.servers[server].wrap(command) if server else command
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        if done.returncode != 0:
            raise Failure(f"{' '.join(command)}: {done.stderr.strip()[-300:]}")

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class Connection(socketserver.StreamRequestHandler):
    def handle(self):
        self.held, self.undoing = [], {}
        try:
            for line in self.rfile:
                try:
                    answer = {"ok": True, **(self.obey(json.loads(line)) or {})}
                except (Failure, OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
                    answer = {"error": str(error) or type(error).__name__}
                self.wfile.write(json.dumps(answer).encode() + b"\n")
        except OSError:
            pass
        finally:
            self.take_back()

    def obey(self, order):
        supervisor = self.server.supervisor
        match order["do"]:
            case "stop" | "kill" as how:
                self.held.append(order["name"])
                supervisor.stop(order["name"], how == "kill")
            case "start":
                supervisor.start(order["name"])
                if order["name"] in self.held:
                    self.held.remove(order["name"])
            case "status":
                running = {name: program.is_running for name, program in supervisor.services.items()}
                return {"running": running}
            case "undo":
                self.undoing[order["id"]] = order["command"], order.get("server")
            case "undone":
                supervisor.run(*self.undoing[order["id"]])
                del self.undoing[order["id"]]
            case other:
                raise Failure(f"what is {other}?")
        return None

    def take_back(self):
        """What was left, in the opposite order."""
        supervisor = self.server.supervisor
        for name, (command, server) in reversed(list(self.undoing.items())):
            try:
                supervisor.run(command, server)
            except (Failure, OSError, subprocess.SubprocessError) as error:
                say(f"could not take back {name}: {error}")
        for name in reversed(self.held):
            try:
                supervisor.start(name)
            except (Failure, OSError) as error:
                say(f"could not start {name} again: {error}")
