#!/usr/bin/python3
"""Sends many requests to a page, each over its own connection or over many that are kept."""
import argparse
import http.client
import threading
import time
import urllib.parse


class Sender(threading.Thread):
    def __init__(self, arguments, interval, delay):
        super().__init__(daemon=True)
        self.arguments, self.interval, self.delay = arguments, interval, delay
        self.address = urllib.parse.urlsplit(arguments.url).netloc

    def run(self):
        time.sleep(self.delay)
        connection = None
        due = time.monotonic()
        while True:
            try:
                connection = connection or http.client.HTTPConnection(self.address, timeout=10)
                if self.arguments.vote:
                    # One voter, as all its votes are to be one row.
                    head = {"Cookie": "voter_id=drill", "Content-Type": "application/x-www-form-urlencoded"}
                    connection.request("POST", "/", "vote=a", head)
                else:
                    connection.request("GET", "/")
                connection.getresponse().read()
            except (OSError, http.client.HTTPException):
                connection.close()
                connection = None
            if connection is not None and not self.arguments.keep:
                connection.close()
                connection = None
            # What could not be sent in time is not sent later at once.
            due = max(due + self.interval, time.monotonic() - self.interval)
            time.sleep(max(0, due - time.monotonic()))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--per-second", type=float, default=150)
    parser.add_argument("--keep", type=int, metavar="N", help="over so many connections that are kept")
    parser.add_argument("--vote", action="store_true", help="votes instead of looking")
    arguments = parser.parse_args()
    senders = arguments.keep or 20
    interval = senders / arguments.per_second
    for number in range(senders):
        Sender(arguments, interval, interval * number / senders).start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
