"""What is set in /etc/vigie/backup.conf, and on the command line, which has the last word."""

import argparse
import configparser
import os
import pwd
import stat
import sys
from pathlib import Path

from offhost import OffHost
from running import USAGE, Failure

CONFIGURATION = "/etc/vigie/backup.conf"

# Section, key, default, what it is. Every one is a flag too: --key in its own program.
COMMON = (
    ("backup", "folder", "/var/backups/vigie", "where the sets are kept on this host"),
    ("backup", "offhost", "", "where they are copied to: user@host:/a/folder over ssh, or /a/folder of a mounted share"),
    ("backup", "ssh", "ssh", "how ssh is called, with its options: ssh -i /etc/vigie/backup.key -p 2222"),
    ("backup", "offhost_seconds", "300", "the longest that one copy may take"),
    ("backup", "textfile", "", "node-exporter's --collector.textfile.directory; empty: no metrics"),
    ("backup", "scratch", "/var/tmp", "where a scratch server is restored to; needs the size of the database"),
)
POSTGRES = (
    ("postgres", "host", "/var/run/postgresql", "the server's socket folder or address"),
    ("postgres", "port", "5432", "its port"),
    ("postgres", "user", "vigie-backup", "the role to connect as"),
    ("postgres", "database", "postgres", "the database to connect to; all are backed up"),
    ("postgres", "passfile", "", "a libpq password file (.pgpass), mode 0600, where peer authentication is not used"),
    ("postgres", "slot", "vigie_backup", "the replication slot that keeps WAL between two runs"),
    ("postgres", "bin", "", "folder of PostgreSQL's programs; empty: Debian's of the server's version"),
    ("postgres", "run_as", "postgres", "the user that a scratch server runs as when the program is run by root"),
    ("postgres", "checkpoint", "fast", "fast begins a base backup at once, spread spares the disks"),
    ("postgres", "count_seconds", "20", "the longest that counting the rows of one database may take; 0: never count"),
    ("postgres", "base_seconds", "3600", "the longest that a base backup or a restore may take"),
    ("postgres", "wal_seconds", "240", "the longest that fetching WAL may take"),
    ("postgres", "keep_recent", "2", "how many of the newest base backups stay"),
    ("postgres", "keep_hourly", "12", "of how many hours the newest base backup stays"),
    ("postgres", "keep_daily", "14", "of how many days the newest base backup stays"),
)
REDIS = (
    ("redis", "host", "127.0.0.1", "the server's address, or the path of its socket"),
    ("redis", "port", "6379", "its port"),
    ("redis", "user", "", "the ACL user to log in as; empty: the default user"),
    ("redis", "password_file", "", "a file that holds the password and nothing else, mode 0600 or 0640"),
    ("redis", "tls", "no", "yes: connect by TLS, with the system's certificate authorities"),
    ("redis", "run_as", "redis", "the user that a scratch server runs as when the program is run by root"),
    ("redis", "seconds", "600", "the longest that a dump or a restore may take"),
    ("redis", "keep_recent", "12", "how many of the newest dumps stay"),
    ("redis", "keep_hourly", "24", "of how many hours the newest dump stays"),
    ("redis", "keep_daily", "14", "of how many days the newest dump stays"),
)


class Settings:
    """One database's settings; `settings.port` is text, `settings.number("port")` a number."""

    def __init__(self, values):
        self._values = values

    def __getattr__(self, name):
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(name) from None

    def number(self, name):
        try:
            number = int(self._values[name])
        except ValueError:
            number = -1
        if number < 0:
            raise Failure(f"{name} is '{self._values[name]}', not a whole number of 0 or more", USAGE)
        return number

    @property
    def other_host(self):
        """Where copies go, or None when that is not set."""
        if not self.offhost:
            return None
        return OffHost(self.offhost, self.ssh, self.number("offhost_seconds"))


def add_flags(parser, table):
    group = parser.add_argument_group(
        f"settings of {CONFIGURATION}, said here for once (or said here only)")
    for _, key, default, text in table:
        shown = f" [{default}]" if default else ""
        group.add_argument(f"--{key.replace('_', '-')}", dest=key, metavar="X", help=text + shown)
    group.add_argument("--config", metavar="FILE", help=f"another file than {CONFIGURATION}")


def load(options, table):
    """The settings of a table: from the command line, else the file, else the default."""
    file = Path(options.config or CONFIGURATION)
    parser = configparser.ConfigParser(interpolation=None)
    try:
        with open(file, encoding="utf-8") as text:
            parser.read_file(text)
    except FileNotFoundError:
        if options.config:
            raise Failure(f"there is no {file}; deploy/backup/backup.conf is an example", USAGE) from None
    except (OSError, UnicodeDecodeError, configparser.Error) as error:
        raise Failure(f"{file}: {' '.join(str(error).split())}", USAGE) from None
    known = {(section, key) for section, key, _, _ in (*COMMON, *POSTGRES, *REDIS)}
    for section in parser.sections():
        for key in parser[section]:
            if (section, key) not in known:
                raise Failure(f"{file}: there is no '{key}' in [{section}]; --help lists what there is", USAGE)
    values = {}
    for section, key, default, _ in table:
        said = getattr(options, key, None)
        values[key] = said if said is not None else parser.get(section, key, fallback=default).strip()
    for key, value in values.items():
        if key.endswith("_seconds") or key.startswith("keep_") or key in ("port", "seconds"):
            Settings(values).number(key)
    return Settings(values)


def secret(path):
    """The one line of a file that others may not read."""
    try:
        mode = os.stat(path).st_mode
        with open(path, encoding="utf-8") as file:
            text = file.read().rstrip("\n")
    except OSError as error:
        raise Failure(f"password file {path}: {error.strerror}", USAGE) from None
    if mode & (stat.S_IRWXO | stat.S_IWGRP):
        raise Failure(f"password file {path} can be read by others: chmod 0600 it", USAGE)
    if not text or "\n" in text:
        raise Failure(f"password file {path} must hold the password in one line", USAGE)
    return text


def user_for(wanted):
    """Whom to start a server as: `wanted` when we are root, else ourselves (None)."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(wanted).pw_name
    except KeyError:
        raise Failure(f"there is no user '{wanted}': say another one", USAGE) from None


class Parser(argparse.ArgumentParser):
    """Help that keeps its layout, and one line for what is wrong."""

    def __init__(self, text):
        super().__init__(description=text, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)

    def error(self, message):
        print(f"{self.prog}: {message}; see {self.prog} --help", file=sys.stderr)
        sys.exit(USAGE)
