"""What both restore commands have in common: where from, where to, and what comes after."""

from datetime import datetime
from pathlib import Path

from offhost import REMOTE, OffHost
from running import USAGE, Failure, run, say
from settings import COMMON, CONFIGURATION, Parser, load


def parser_for(text, target):
    parser = Parser(text)
    parser.add_argument("--from", dest="source", required=True, metavar="WHERE",
                        help="/a/folder, or user@host:/a/folder over ssh: the one that holds postgres/ and redis/")
    parser.add_argument("--to", metavar="FOLDER", help=target)
    parser.add_argument("--at", metavar="WHEN", help="'2026-11-28 10:15[:30]' in local time, or a name that --list shows")
    parser.add_argument("--list", action="store_true", help="show what can be restored, and do nothing")
    parser.add_argument("--force", action="store_true", help="stop the server there, move its data aside")
    parser.add_argument("--user", metavar="NAME", help="whom the files will belong to [the folder's owner]")
    parser.add_argument("--then", metavar="COMMAND", help="a shell command to run when all went well")
    parser.add_argument("--ssh", metavar="COMMAND", help=f"how ssh is called, with its options [as in {CONFIGURATION}, else ssh]")
    parser.add_argument("--config", metavar="FILE", help=f"another file than {CONFIGURATION}; only ssh is read from it")
    parser.add_argument("--scratch", default="/var/tmp", metavar="FOLDER", help="for what is fetched and for a socket [/var/tmp]")
    parser.add_argument("--seconds", type=float, default=3600, help="the longest that one step may take [3600]")
    return parser


def come_from(options, database):
    """The folder or the other host that the sets of a database are in."""
    if not options.to and not options.list:
        raise Failure("say --to FOLDER, or --list", USAGE)
    if REMOTE.match(options.source):
        return OffHost(options.source, load(options, COMMON).ssh, options.seconds)
    folder = Path(options.source).resolve() / database
    if not folder.is_dir():
        raise Failure(f"there is no {folder}: --from is the folder that holds {database}/", USAGE)
    return folder


def moment_of(text):
    """Seconds since 1970 of what --at says, or None."""
    if not text:
        return None
    for form in ("%Y%m%dT%H%M%SZ", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"):
        try:
            when = datetime.strptime(text + ("+0000" if form.endswith("Z") else ""),
                                     form + ("%z" if form.endswith("Z") else ""))
        except ValueError:
            continue
        return when.timestamp()
    raise Failure(f"--at '{text}' is neither '2026-11-28 10:15' nor a name that --list shows", USAGE)


def then(options, otherwise):
    if options.then:
        run(["sh", "-c", options.then], options.seconds, f"restored, but --then '{options.then}'")
        say(f"ran: {options.then}")
    else:
        say(f"now {otherwise}")
