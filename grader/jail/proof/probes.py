"""Whether each protection holds on this machine, found by trying to break it in a child.

Every probe applies one protection and returns None where it held, or what went wrong.
"""

from __future__ import annotations

from collections.abc import Callable
import os
from pathlib import Path
import resource
import socket
import tempfile
import threading

from grader.jail.walls.forked import run_in_child
from grader.jail.walls.limits import MEBIBYTE, Limits
from grader.jail.walls.python import python_folders

Attempt = Callable[[], object]
OUT_OF_REACH = "another user cannot read Python's own files"
THREADS = 16
STACK_BYTES = 64 * 1024


def landlock() -> str | None:
    """A file that everyone may read and write, in a folder that everyone may list."""
    with tempfile.TemporaryDirectory() as folder:
        bait = Path(folder) / "bait"
        bait.write_text("bait")
        bait.chmod(0o666)

        def breaking() -> str | None:
            from grader.jail.walls import landlock, privileges

            privileges.lock()
            landlock.restrict((), ())
            # Inside, Python must still be able to import.
            Path(os.__file__).read_bytes()
            return _first_that_succeeds(
                {
                    "a file could be read": bait.read_bytes,
                    "a file could be written to": lambda: os.open(bait, os.O_WRONLY),
                    "a file could be created": lambda: Path(folder, "new").write_text(""),
                    "a folder could be listed": lambda: os.listdir(folder),
                }
            )

        return _result(breaking)


def seccomp() -> str | None:
    """New processes, sockets and signals to the parent."""
    parent = os.getpid()

    def breaking() -> str | None:
        from grader.jail.walls import privileges, syscalls

        privileges.lock()
        syscalls.restrict(may_write_files=False)
        _start_a_thread()
        return _first_that_succeeds(
            {
                "a process could be started": _fork_and_leave,
                "a program could be run": lambda: os.execv("/bin/true", ["true"]),
                "a socket could be opened": lambda: socket.socket(socket.AF_UNIX),
                "the parent could be signalled": lambda: os.kill(parent, 0),
                "a file could be written": lambda: tempfile.TemporaryFile().close(),
            }
        )

    return _result(breaking)


def other_user(uid: int, *, reads_past_modes: bool) -> str | None:
    """A file that only the grader's user may read; and Python, which must stay readable."""
    with tempfile.NamedTemporaryFile() as secret:
        name = secret.name

        def breaking() -> str | None:
            from grader.jail.walls import privileges

            python = [Path(os.__file__), *python_folders()]
            privileges.become(uid, reads_past_modes=reads_past_modes)
            privileges.lock()
            if reads_past_modes:
                from grader.jail.walls import landlock, syscalls

                landlock.restrict((), ())
                syscalls.restrict(may_write_files=False)
            if unreadable := [path for path in python if not _can_read(path)]:
                return f"{OUT_OF_REACH} in {unreadable[0]}"
            return _first_that_succeeds(
                {
                    "a private file could be read": lambda: Path(name).read_bytes(),
                    "the old user could be had back": lambda: os.setuid(0),
                }
            )

        return _result(breaking)


def limits(uid: int | None, *, reads_past_modes: bool) -> str | None:
    """More memory, threads, open files and longer files than allowed.

    Run as the user that children will have, `uid` if that is not the grader's: limits do not bind
    every user, least of all root.
    """

    def breaking() -> str | None:
        from grader.jail.walls import privileges, resources

        with tempfile.TemporaryFile() as file:
            small = Limits(
                memory_bytes=64 * MEBIBYTE, file_bytes=4096, open_files=32, threads=THREADS
            )
            tasks = resources.tasks_of_user() if uid is None else 0
            resources.limit(small, tasks_of_user=tasks)
            if uid is None:
                privileges.drop_capabilities()
            else:
                privileges.become(uid, reads_past_modes=reads_past_modes)
            return _first_that_succeeds(
                {
                    "more memory could be had": lambda: bytearray(256 * MEBIBYTE),
                    "a longer file could be written": lambda: os.pwrite(file.fileno(), b"x", 8192),
                    "more threads could be started": _start_too_many_threads,
                    "more files could be opened": lambda: [os.dup(0) for _ in range(64)],
                    "a limit could be raised": lambda: _raise_limit(),
                }
            )

    return _result(breaking)


def privileges() -> str | None:
    """Capabilities left, or to be had by running a program."""

    def breaking() -> str | None:
        from grader.jail.walls import privileges

        privileges.drop_capabilities()
        privileges.lock()
        status = dict(
            line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines()
        )
        held = {name for name in ("CapEff", "CapPrm", "CapInh", "CapAmb") if int(status[name], 16)}
        if held:
            return f"capabilities remain: {', '.join(sorted(held))}"
        return None if status["NoNewPrivs"] == "1" else "a program run could give privileges back"

    return _result(breaking)


def environment() -> str | None:
    """A variable of the grader's, looked for where the kernel put it at the program's start."""

    def breaking() -> str | None:
        from grader.jail.walls import resources

        resources.replace_environment({})
        left = Path("/proc/self/environ").read_bytes().strip(b"\0")
        return "variables of the grader's remain in memory" if left or os.environ else None

    return _result(breaking)


def _result(breaking: Callable[[], str | None]) -> str | None:
    outcome = run_in_child(breaking)
    if outcome.failure is not None:
        return outcome.failure if not outcome.signal else f"killed by signal {outcome.signal}"
    return None if outcome.value is None else str(outcome.value)


def _first_that_succeeds(attempts: dict[str, Attempt]) -> str | None:
    for what, attempt in attempts.items():
        try:
            attempt()
        except (OSError, MemoryError, ValueError):
            continue
        return what
    return None


def _can_read(path: Path) -> bool:
    try:
        if path.is_dir():
            os.listdir(path)
        else:
            path.read_bytes()
    except OSError:
        return False
    return True


def _fork_and_leave() -> None:
    if os.fork() == 0:
        os._exit(0)


def _start_a_thread() -> None:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


def _start_too_many_threads() -> None:
    """Small ones, so that memory does not run out first. Raises OSError."""
    threading.stack_size(STACK_BYTES)
    done = threading.Event()
    try:
        for _ in range(4 * THREADS):
            threading.Thread(target=done.wait, daemon=True).start()
    except RuntimeError as error:
        raise OSError(str(error)) from error
    finally:
        done.set()


def _raise_limit() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
