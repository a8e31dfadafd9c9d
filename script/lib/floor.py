"""What the bare reading of the files costs that our exporter keeps open."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

from programs import Failure, say
from table import milliseconds

FLOOR = r"""
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char buffer[1 << 20];

/* Usage: floor kept|opened PASSES < list of files. Prints the microseconds of CPU of one pass. */
int main(int count, char **arguments) {
  static char *paths[65536];
  static int kept[65536];
  int files = 0;
  char line[4096];
  int keep = count > 2 && strcmp(arguments[1], "kept") == 0;
  long passes = count > 2 ? atol(arguments[2]) : 1;
  while (files < 65536 && fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    int descriptor = open(line, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) continue;
    paths[files] = strdup(line);
    kept[files++] = descriptor;
    if (!keep) close(descriptor);
  }
  struct timespec began, ended;
  long bytes = 0;
  for (long pass = -10; pass < passes; pass++) {
    if (pass == 0) clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &began);
    for (int file = 0; file < files; file++) {
      int descriptor = keep ? kept[file] : open(paths[file], O_RDONLY | O_CLOEXEC);
      if (descriptor < 0) continue;
      bytes += pread(descriptor, buffer, sizeof buffer, 0) > 0;
      if (!keep) close(descriptor);
    }
  }
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ended);
  double spent = (ended.tv_sec - began.tv_sec) * 1e6 + (ended.tv_nsec - began.tv_nsec) / 1e3;
  printf("%d %.3f\n", files, spent / passes);
  return bytes < 0;
}
"""


def add_floor(folder, table, running, cpu):
    """What it costs to read the files that our exporter keeps open, once each, and nothing else."""
    compiler = shutil.which("cc") or shutil.which("clang") or shutil.which("gcc")
    if not compiler:
        raise Failure("--floor compiles a small C program and finds no cc: apt-get install gcc")
    source, program = folder.path / "floor.c", folder.path / "floor"
    source.write_text(FLOOR)
    subprocess.run([compiler, "-O2", "-o", program, source], check=True)
    pid = running["ours"][0].pid
    kept = []
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            path = os.readlink(descriptor)
            if path.startswith(("/proc/", "/sys/", "/run/udev/")) and os.path.isfile(path):
                kept.append(path)
    if not kept:
        say("The floor: our exporter keeps no file open, so there is nothing to read beside it.")
        return
    for mode, name in (("opened", "open, pread, close"), ("kept", "pread on kept descriptors")):
        answer = subprocess.run(
            [program, mode, "300"], input="\n".join(kept), capture_output=True, text=True, check=True
        )
        count, microseconds = answer.stdout.split()
        bare = float(microseconds) / 1e6
        table.note(
            f"bare {name} of {count} files",
            milliseconds(bare),
            "",
            f"a scrape costs {cpu / bare:.1f} × this",
        )
