#!/usr/bin/python3
"""Visitors who vote: a steady trickle, so that something moves. What fails they try again later."""
import argparse
import random
import time
import urllib.error
import urllib.parse
import urllib.request


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("url", help="of the vote page")
    parser.add_argument("--per-second", type=float, default=1.0)
    parser.add_argument("--voters", type=int, default=300, help="how many there are, who change their minds")
    args = parser.parse_args()
    # Without a proxy that the environment may name.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        began = time.monotonic()
        voter = f"visitor-{random.randrange(args.voters)}"
        # Not half and half: the result is to have a winner.
        choice = "a" if random.random() < 0.55 else "b"
        form = urllib.parse.urlencode({"vote": choice}).encode()
        request = urllib.request.Request(args.url, form, {"Cookie": f"voter_id={voter}"})
        try:
            opener.open(request, timeout=5).close()
        except OSError:
            pass
        time.sleep(max(0, random.uniform(0.5, 1.5) / args.per_second - (time.monotonic() - began)))


if __name__ == "__main__":
    main()
