"""The users that student code runs as: each belongs to one server on the whole machine while the
server lives.

Two graders that shared a user would share its bound on threads, and each would end the other's
children. So users are taken under locks, which the kernel releases however their holder ends.
"""

from __future__ import annotations

from contextlib import suppress
import fcntl
import os
from pathlib import Path
import random
import stat
from typing import IO

from grader.core.errors import BadInput
from grader.core.text import Message
from grader.jail.walls.privileges import ENDING, PROBING, worker_uid
from grader.jail.walls.processes import statuses

PLACES = (Path("/run"), Path("/var/tmp"), Path("/tmp"))
"""Where all graders of a machine meet, whatever their TMPDIR: the first that can be written to."""

FOLDER = "grader-users"


class Users:
    """Users that nobody else runs student code as, until they are closed."""

    def __init__(self, count: int, places: tuple[Path, ...] = PLACES) -> None:
        """Take `count` users that have no process.

        Raises BadInput where too few are free, and OSError where no place can hold the locks.
        """
        self._locks: list[IO[bytes]] = []
        self.numbers: list[int] = []
        """What `privileges.worker_uid` makes users of."""
        folder = _folder(places)
        busy = _busy()
        # At random: a container may share its users with another, whose locks it cannot see.
        free = [number for number in range(PROBING + 1, ENDING) if worker_uid(number) not in busy]
        for number in random.sample(free, len(free)):
            if len(self.numbers) == count:
                return
            self._take(number, folder)
        if len(self.numbers) < count:
            taken = len(self.numbers)
            self.close()
            raise BadInput(
                Message(
                    "Submissions need {count} user IDs to run under, but only {taken} are free.",
                    count=count,
                    taken=taken,
                ),
                Message(
                    "Use fewer --workers, or wait until other graders on this machine "
                    "have finished."
                ),
            )

    def close(self) -> None:
        """Release them."""
        while self._locks:
            self._locks.pop().close()

    def _take(self, number: int, folder: Path) -> None:
        path = folder / str(worker_uid(number))
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
        lock = os.fdopen(os.open(path, flags, 0o600), "rb", buffering=0)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
        else:
            self._locks.append(lock)
            self.numbers.append(number)


def _folder(places: tuple[Path, ...]) -> Path:
    """A folder of this user's own, in which nobody else can take or replace a lock."""
    for place in places:
        folder = place / FOLDER
        with suppress(OSError):
            folder.mkdir(mode=0o700, exist_ok=True)
            status = folder.lstat()
            own = stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid()
            if own and stat.S_IMODE(status.st_mode) & 0o077 == 0 and os.access(folder, os.W_OK):
                return folder
    names = ", ".join(map(str, places))
    raise OSError(f"none of {names} can hold the locks on the users that submissions run as")


def _busy() -> set[int]:
    """All users that have processes, whoever holds the locks on them: another container, say.

    Not by whose their folders in /proc are: a confined process's belong to root.
    """
    return {int(user) for status in statuses() for user in status["Uid"].split()}
