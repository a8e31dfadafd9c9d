"""Debian packages: a tree of files, and what dpkg has to know of it."""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
from email.utils import formatdate
from pathlib import Path

from programs import Failure

MAINTAINER = "Vigie <vigie@example.org>"


def run(*command, **options):
    """The output of a command that has to succeed."""
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)
    if result.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))} ended with {result.returncode}: {result.stderr.strip()}")
    return result.stdout


def shared_libraries(binary, folder):
    """Packages of the libraries that the loader brings, with the versions that their symbols take."""
    stub = folder / "shlibs"
    (stub / "debian").mkdir(parents=True)
    (stub / "debian/control").write_text("Source: vigie\n\nPackage: vigie\nArchitecture: any\n", encoding="utf-8")
    try:
        said = run("dpkg-shlibdeps", "-O", "--warnings=0", f"-e{binary}", cwd=stub)
    finally:
        shutil.rmtree(stub)
    return [item.strip() for item in said.strip().partition("=")[2].split(",")]


def package_of(library):
    """The package that has a library which is opened by name."""
    listing = run("ldconfig", "-p")
    found = re.search(rf"^\t{re.escape(library)} .*=> (\S+)$", listing, re.MULTILINE)
    if not found:
        raise Failure(f"{library} is not here, so that nobody knows whose it is: script/setup build")
    # Where /lib is a link to /usr/lib, dpkg may know the file by either name.
    for path in (found[1], found[1].removeprefix("/usr"), "/usr" + found[1]):
        result = subprocess.run(["dpkg-query", "-S", path], capture_output=True, text=True, check=False)
        if result.returncode == 0:
            return result.stdout.split(":", 1)[0]
    raise Failure(f"{found[1]} is of no package")


class Tree:
    """The files of one package, as they will be installed."""

    def __init__(self, folder, epoch):
        self.root, self.epoch = folder, epoch
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    def path(self, destination):
        path = self.root / destination.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def write(self, destination, content, mode=0o644):
        path = self.path(destination)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        path.chmod(mode)

    def compress(self, destination, content):
        self.write(destination, gzip.compress(content.encode(), 9, mtime=self.epoch))

    def copy(self, source, destination, mode=0o644):
        self.write(destination, Path(source).read_bytes(), mode)

    def link(self, destination, target):
        self.path(destination).symlink_to(target)

    def files(self):
        return sorted(p for p in self.root.rglob("*") if (p.is_file() or p.is_symlink()) and "DEBIAN" not in p.parts)

    def settle(self):
        """The same bytes whenever and whoever: times of the commit, rights that no umask has changed."""
        for path in sorted(self.root.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)
            os.utime(path, (self.epoch, self.epoch), follow_symlinks=False)
        self.root.chmod(0o755)
        os.utime(self.root, (self.epoch, self.epoch))


def changelog(package, version, epoch):
    return (f"{package} ({version}) unstable; urgency=medium\n\n  * Built from the repository; its CHANGELOG.md tells what"
            f" has changed.\n\n -- {MAINTAINER}  {formatdate(epoch)}\n")


def build(tree, fields, scripts, destination):
    """Writes the .deb of a tree; `scripts` are by name."""
    files = tree.files()
    sizes = sum((p.lstat().st_size + 1023) // 1024 for p in files)
    control = "".join(f"{key}: {value}\n" for key, value in fields.items() if value)
    head, _, tail = control.partition("Description:")
    tree.write("DEBIAN/control", f"{head}Installed-Size: {sizes}\nDescription:{tail}")
    tree.write("DEBIAN/md5sums", "".join(
        f"{hashlib.md5(p.read_bytes(), usedforsecurity=False).hexdigest()}  {p.relative_to(tree.root)}\n"
        for p in files if not p.is_symlink() and not p.is_relative_to(tree.root / "etc")))
    conffiles = [f"/{p.relative_to(tree.root)}\n" for p in files if p.is_relative_to(tree.root / "etc")]
    if conffiles:
        tree.write("DEBIAN/conffiles", "".join(conffiles))
    for name, text in scripts.items():
        tree.write(f"DEBIAN/{name}", text, 0o755)
    tree.settle()
    destination.unlink(missing_ok=True)
    # One thread: how many there are must not show. A higher level takes minutes and saves a tenth.
    run("dpkg-deb", "--root-owner-group", "-Zxz", "-z2", "--threads-max=1", "--build", tree.root, destination,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(tree.epoch)})
