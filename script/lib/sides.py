"""The two that are compared: one of our exporters and the one whose place it takes.

`script/compare` and `script/bench` know no exporter by name; each pair is a subclass of `Sides` that
says how both are started so that they mean the same, and what cannot be compared.
"""

import argparse
import importlib
import re
import sys
from typing import NamedTuple

from programs import ROOT, Failure, Program, ask, free_port

# What can be named on the command line, and the module whose `Pair` it is.
PAIRS = {"host": "host", "postgres": "postgres_pair", "redis": "redis_pair", "probe": "probe_pair"}


class Case(NamedTuple):
    """One comparison of several: both are started with these flags, by side."""

    name: str
    flags: dict
    path: str = "/metrics"


class Sides:
    # What `--version` and tables call the two.
    our_name = ""
    peer_name = ""
    # The peer's program, from Debian.
    peer_program = ""

    # Prefixes of what each says of itself, which is not compared.
    OWN = ("go_", "promhttp_", "process_", "scrape_")
    # Values that are another one at each reading, and why; that the series is there is compared.
    INCOMPARABLE = {}
    # Prefixes of values that may be 5 % beside the peer's two readings: they go up and down.
    VOLATILE = ()
    # Labels of newer releases of the peer that the one compared with lacks.
    NEWER_LABELS = set()
    # Names of newer releases of the peer that promtool complains about.
    NEWER_NAMES = set()
    # Families of the peer that ours has not, and why.
    REFUSED = {}
    # Families whose type newer releases of the peer have changed, and why.
    OTHER_TYPES = {}

    def __init__(self, arguments):
        self.arguments = arguments
        self.ours, self.peer = arguments.ours, arguments.peer

    @classmethod
    def add_arguments(cls, parser):
        built = f".build/release/{cls.our_name}"
        parser.add_argument(
            "--ours", metavar="PROGRAM", default=str(ROOT / built), help=f"(default: {built})"
        )
        parser.add_argument(
            "--peer",
            metavar="PROGRAM",
            default=cls.peer_program,
            help=f"the one beside it (default: Debian's {cls.peer_program})",
        )

    def prepare(self, folder):
        """Starts what both watch, where that is not this machine itself."""

    def describe(self):
        """Lines that say what is compared."""
        return []

    def flags(self, side):
        """Flags that make both serve the same."""
        return []

    def unasked_flags(self):
        """Flags of ours in a comparison, where they are not those of `flags`."""
        return None

    def cases(self):
        """What `script/compare` compares, one after the other."""
        ours = self.unasked_flags()
        if ours is None:
            ours = self.flags("ours")
        return [Case("", {"ours": ours, "peer": self.flags("peer")})]

    def environment(self, side):
        return {}

    def normalize(self, page, side):
        """Takes out of a page what is another way of saying the same."""

    def start(self, side, folder, flags=None, cgroups=(), environment=None):
        """Starts one side on a free port; the program and its port."""
        port = free_port()
        command = [self.ours if side == "ours" else self.peer]
        command += self.flags(side) if flags is None else flags
        command.append(f"--web.listen-address=127.0.0.1:{port}")
        program = Program(
            side, command, folder / f"{side}-{port}.log", cgroups=cgroups,
            environment=environment or self.environment(side),
        )
        program.wait_for_port(port)
        return program, port

    def versions(self):
        def version(program):
            words = ask([program, "--version"])
            found = re.search(r"(\d+\.\d+[\w.+~-]*)", words)
            return found[1] if found else words[:40]

        return f"ours {version(self.ours)}", f"{self.peer_name} {version(self.peer)}"


def choose(description, extend):
    """Reads the command line; the pair that it names and its arguments.

    `extend` adds the command's own arguments to the parser.
    """
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pair", nargs="?", choices=PAIRS, default="host", help="(default: host)")
    named = next((word for word in sys.argv[1:] if not word.startswith("-")), "host")
    pair = importlib.import_module(PAIRS.get(named, "host")).Pair
    pair.add_arguments(parser)
    extend(parser)
    arguments = parser.parse_args()
    if arguments.pair != named and named in PAIRS:
        raise Failure(f"name the pair first: {parser.prog} {arguments.pair} …")
    return pair(arguments)
