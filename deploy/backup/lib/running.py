"""Programs that are run, each within a deadline, and private servers that end with whoever needs them."""

import fcntl
import os
import pwd
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

# What an exit code says; the same number is served as backup_last_exit_code.
FAILED, USAGE, NOT_OFFHOST, NOT_VERIFIED, BUSY, INTERRUPTED = 1, 2, 3, 4, 75, 130


class Failure(Exception):
    """What could not be done, on what, why, and what helps."""

    def __init__(self, message, code=FAILED):
        super().__init__(message)
        self.code = code


def say(text):
    print(text, flush=True)


def complain(text):
    print(f"{os.path.basename(sys.argv[0])}: {text}", file=sys.stderr, flush=True)


class _Interruption:
    """SIGTERM and SIGHUP end a run as Ctrl-C does; what was begun is cleaned away on the way out.

    Not while a program is being started: it would live, and nobody would know of it.
    """

    def __init__(self):
        self._is_deferred = self._came = False

    def __call__(self, _signal, _frame):
        if self._is_deferred:
            self._came = True
        else:
            raise KeyboardInterrupt

    @contextmanager
    def deferred(self):
        self._is_deferred = True
        try:
            yield
        finally:
            self._is_deferred = False
        if self._came:
            self._came = False
            raise KeyboardInterrupt


interruption = _Interruption()


def end_cleanly_when_told():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interruption)


def _as_user(user):
    # Whatever becomes of us, what we started does not stay.
    prefix = ["setpriv", "--pdeathsig", "KILL"]
    if user and os.geteuid() == 0 and pwd.getpwnam(user).pw_uid != 0:
        prefix += ["--reuid", user, "--regid", str(pwd.getpwnam(user).pw_gid), "--init-groups"]
    return prefix


def start(arguments, user=None, env=None, **streams):
    """A process in a session of its own, so that it can be ended with all that it started."""
    try:
        return subprocess.Popen(
            [*_as_user(user), *map(str, arguments)],
            env={**os.environ, **(env or {})}, cwd="/", start_new_session=True, **streams,
        )
    except FileNotFoundError as error:
        raise Failure(f"there is no program {error.filename} here: install util-linux") from None


def end(process):
    """Ends a process and all that it started, and waits for them: what still writes cannot be cleaned away."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            break
        process.poll()
        time.sleep(0.01)
    process.wait()


def run(arguments, seconds, what=None, user=None, env=None, stdin=None, text=None, stdout=None):
    """Runs a program to its end; what it printed. `text` is written to it, or it reads the file `stdin`."""
    what = what or os.path.basename(str(arguments[0]))
    process = None
    try:
        with interruption.deferred():
            process = start(
                arguments, user, env,
                stdin=subprocess.PIPE if text is not None else stdin or subprocess.DEVNULL,
                stdout=stdout or subprocess.PIPE, stderr=subprocess.PIPE,
            )
        printed, complaint = process.communicate(
            text.encode() if text is not None else None, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        end(process)
        raise Failure(f"{what} did not end within {seconds:.0f} s and was stopped") from None
    except BaseException:
        if process:
            end(process)
        raise
    if process.returncode != 0:
        raise Failure(f"{what}: {_last_words(complaint, printed, process.returncode)}")
    return (printed or b"").decode(errors="replace")


def pipe(source, target, seconds, what):
    """Runs two programs, the first one's output being the other's input."""
    first = None
    try:
        with interruption.deferred():
            first = start(source, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        run_error = None
        try:
            run(target, seconds, what, stdin=first.stdout)
        except Failure as failure:
            run_error = failure
        first.stdout.close()
        complaint = first.stderr.read()
        if first.wait(timeout=10) != 0 and first.returncode != -signal.SIGPIPE:
            raise Failure(f"{what}: {_last_words(complaint, b'', first.returncode)}")
        if run_error:
            raise run_error
    finally:
        if first:
            end(first)
            first.stderr.close()


def _last_words(complaint, printed, code):
    lines = [line for line in (complaint or b"").decode(errors="replace").splitlines() if line.strip()]
    lines = lines or [line for line in (printed or b"").decode(errors="replace").splitlines() if line.strip()]
    return " / ".join(line.strip() for line in lines[-3:]) or f"ended with exit code {code}"


@contextmanager
def private_server(what, arguments, user, env, log, answers, seconds, stop=signal.SIGTERM):
    """A server that runs while the block does; `log` is a file for what it says."""
    process = None
    try:
        with open(log, "wb") as output, interruption.deferred():
            process = start(arguments, user, env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + seconds
        while not answers():
            if process.poll() is not None or time.monotonic() > deadline:
                state = "ended" if process.poll() is not None else f"did not answer in {seconds:.0f} s"
                raise Failure(f"the private {what} {state}: {_reason(log)}")
            time.sleep(0.05)
        yield process
        process.send_signal(stop)
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            raise Failure(f"the private {what} did not stop within 60 s") from None
    finally:
        if process:
            end(process)


def _reason(log):
    with open(log, encoding="utf-8", errors="replace") as file:
        lines = [line.strip() for line in file if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "rror" in line]
    return " / ".join((telling or lines)[-2:]) or "it said nothing"


@contextmanager
def lock(path, wait=0):
    """One run at a time; the kernel gives the lock back however the run ends."""
    with open(path, "a", encoding="utf-8") as file:
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise Failure(
                        f"another run holds {path}: wait for its end, or say --wait SECONDS", BUSY
                    ) from None
                time.sleep(0.1)
        yield
