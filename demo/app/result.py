#!/usr/bin/python3
"""The result page: shows the scores, and pushes new ones to whoever has it open."""
import json
import os
import threading
import time

import flask
import flask_socketio
import psycopg2

import service
from service import log, one_line

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ a }} or {{ b }}: the result</title></head>
<body>
<h1>{{ a }}: <span id="a">-</span>, {{ b }}: <span id="b">-</span></h1>
<script>
// Engine.IO by polling, in its shortest form; packets are separated by the character U+001E.
const io = "/socket.io/?EIO=4&transport=polling";
async function follow() {
  const session = JSON.parse((await (await fetch(io)).text()).slice(1)).sid;
  const send = (packet) => fetch(`${io}&sid=${session}`, { method: "POST", body: packet });
  await send("40");
  for (;;) {
    const answer = await fetch(`${io}&sid=${session}`);
    if (!answer.ok) return;
    for (const packet of (await answer.text()).split("\\u001e")) {
      if (packet === "2") await send("3");
      if (!packet.startsWith("42")) continue;
      const [event, data] = JSON.parse(packet.slice(2));
      if (event !== "scores") continue;
      const scores = JSON.parse(data);
      for (const choice of ["a", "b"])
        document.getElementById(choice).textContent = scores[choice];
    }
  }
}
const again = () => setTimeout(() => follow().catch(() => {}).then(again), 1000);
again();
</script>
</body>
</html>
"""


class Scores:
    """Reads the scores over and over; when it cannot, nothing is pushed."""

    def __init__(self, args, push):
        self.dsn = args.postgres
        self.interval = args.interval
        self.push = push
        self.connection = None
        self.is_cut_off = False

    def run(self):
        while True:
            try:
                scores = self.read()
                if self.is_cut_off:
                    log.info("reads the scores again")
                self.is_cut_off = False
                self.push(scores)
            except psycopg2.Error as error:
                if not self.is_cut_off:
                    log.error("cannot read the scores: %s", one_line(error))
                self.is_cut_off = True
                self.close()
            time.sleep(self.interval)

    def read(self):
        if self.connection is None:
            self.connection = psycopg2.connect(self.dsn, connect_timeout=5)
            self.connection.autocommit = True
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT vote, COUNT(id) AS count FROM votes GROUP BY vote")
            return {"a": 0, "b": 0} | dict(cursor.fetchall())

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def main():
    parser = service.flags(__doc__)
    service.add_page(parser, 5001)
    service.add_postgres(parser)
    parser.add_argument(
        "--interval",
        type=float,
        default=float(os.environ.get("INTERVAL", "1")),
        help="seconds between two looks at the scores",
    )
    args = parser.parse_args()
    service.begin("result")

    app = flask.Flask(__name__)
    sockets = flask_socketio.SocketIO(app, async_mode="threading")

    # Without a look at PostgreSQL: the page is there even when there are no scores to show.
    @app.get("/")
    def page():
        return flask.render_template_string(PAGE, a=args.option_a, b=args.option_b)

    scores = Scores(args, lambda scores: sockets.emit("scores", json.dumps(scores)))
    threading.Thread(target=scores.run, daemon=True).start()
    service.serve(app, args)


if __name__ == "__main__":
    main()
