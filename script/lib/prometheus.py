"""A real Prometheus on a private port of loopback, and its query API."""

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request

from programs import HERE, Failure, Program


class Prometheus:
    def __init__(
        self, folder, configuration, log_level="info", port=None, data=None, retention="1d", flags=(),
        server=HERE,
    ):  # fmt: skip
        """Starts Prometheus in `folder` with the configuration's text, its storage beside it, or at `data`."""
        self.folder = folder
        self.port = port or server.port(9090)
        self.address = f"{server.address}:{self.port}"
        file = folder / "prometheus.yml"
        file.write_text(configuration, encoding="utf-8")
        self.program = Program(
            "Prometheus",
            [
                "prometheus",
                f"--config.file={file}",
                f"--storage.tsdb.path={data or folder / 'data'}",
                f"--storage.tsdb.retention.time={retention}",
                f"--web.listen-address={self.address}",
                f"--log.level={log_level}",
                *flags,
            ],
            folder / "prometheus.log",
            server=server,
        )

    def wait(self):
        self.program.wait_until(self._is_ready, "get ready", 20)

    def _is_ready(self):
        try:
            return self.get("/-/ready") is not None
        except (OSError, http.client.HTTPException):
            return False

    def get(self, path):
        with urllib.request.urlopen(f"http://{self.address}{path}", timeout=5) as answer:
            return answer.read().decode()

    def exists(self, path):
        try:
            self.get(path)
            return True
        except urllib.error.HTTPError:
            return False

    def query(self, expression):
        """An instant query's results: each with `metric`, and `value` or `values`."""
        try:
            answer = self.get("/api/v1/query?" + urllib.parse.urlencode({"query": expression}))
        except urllib.error.HTTPError as error:
            reason = json.loads(error.read()).get("error", error.reason)
            raise Failure(f"Prometheus refuses the query {expression}: {reason}") from None
        except (OSError, http.client.HTTPException):
            raise self.program.failure("does not answer") from None
        return json.loads(answer)["data"]["result"]

    def value(self, expression):
        """The one value of a query, or None while there is none."""
        results = self.query(expression)
        return float(results[0]["value"][1]) if results else None

    def targets(self):
        """The active targets: labels, health, lastError."""
        return json.loads(self.get("/api/v1/targets?state=active"))["data"]["activeTargets"]
