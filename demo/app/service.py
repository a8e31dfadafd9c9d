"""What the three programs of the voting application have in common: flags, a log, an end."""
import argparse
import logging
import os
import signal
import sys

from werkzeug.serving import WSGIRequestHandler, make_server

log = logging.getLogger("voting")


def flags(purpose):
    return argparse.ArgumentParser(
        description=purpose, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )


def add_page(parser, port):
    parser.add_argument("--listen", default=os.environ.get("LISTEN", "127.0.0.1"), help="address")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", port)))
    parser.add_argument("--option-a", default=os.environ.get("OPTION_A", "Cats"))
    parser.add_argument("--option-b", default=os.environ.get("OPTION_B", "Dogs"))


def add_redis(parser):
    parser.add_argument("--redis-host", default=os.environ.get("REDIS_HOST", "127.0.0.1"))
    parser.add_argument(
        "--redis-port", type=int, default=int(os.environ.get("REDIS_PORT", "6379"))
    )


def add_postgres(parser):
    parser.add_argument(
        "--postgres",
        metavar="DSN",
        default=os.environ.get("POSTGRES_DSN", "host=127.0.0.1 user=postgres dbname=postgres"),
        help="connection string",
    )


def begin(name):
    """Logs to standard error, a line at a time, and ends on SIGTERM."""
    logging.basicConfig(level=logging.INFO, format=f"%(asctime)s {name} %(message)s")
    # A line for each request would hide those that say what happened to a vote; engineio says at
    # every session that there are no WebSockets, which nobody needs here.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    logging.getLogger("engineio.server").addFilter(lambda record: "WebSocket" not in record.msg)

    def end(number, frame):
        log.info("ends")
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)


def one_line(error):
    return "; ".join(line.strip() for line in str(error).splitlines() if line.strip())


class Requests(WSGIRequestHandler):
    """Of a connection that is kept for more of them, as those of servers for production are."""

    protocol_version = "HTTP/1.1"
    # Seconds that a kept connection may be silent.
    timeout = 75

    def send_header(self, keyword, value):
        # Werkzeug ends each connection, since the body of a request may not have been read; these have none.
        if (keyword, value, self.command) != ("Connection", "close", "GET"):
            super().send_header(keyword, value)


def serve(app, args):
    """Answers requests, each connection on a thread, until the end."""
    server = make_server(args.listen, args.port, app, threaded=True, request_handler=Requests)
    log.info("listens on %s:%d", args.listen, server.server_port)
    server.serve_forever()
