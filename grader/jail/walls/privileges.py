"""The user that student code runs as: another user, without any capability, unable to
regain one.
"""

from __future__ import annotations

import os
import signal

from grader.jail.walls.capabilities import (
    Capability,
    Held,
    Switch,
    forget_bounding,
    hold_only,
    switch,
)

# Users that no distribution hands out (systemd's list of uids leaves 60578 to 61183 unused) and
# that exist in a container with the usual 65536 ids.
FIRST_WORKER_UID = 60_600
WORKER_UIDS = 500
PROBING = 0
"""The number of the user for probes, which no server's children run as."""

ENDING = WORKER_UIDS - 1
"""The number of the user that ends others' processes, and that none of them can signal."""

ENDING_TRIES = 100


def worker_uid(worker: int) -> int:
    """The user of that number: as each server has its own, no server's child can touch another's.

    Raises ValueError for a worker that no user is set aside for.
    """
    if not 0 <= worker < WORKER_UIDS:
        raise ValueError(f"the worker's number must be from 0 to {WORKER_UIDS - 1}, not {worker}")
    return FIRST_WORKER_UID + worker


def become(uid: int, *, reads_past_modes: bool) -> None:
    """Give up root for the user `uid`, its own group and no other.

    `reads_past_modes` keeps the one capability to read files whatever their modes, for a Python
    under a home that only root may enter; the capability is harmless only where Landlock decides
    what can be opened, and seccomp refuses open_by_handle_at.
    Raises OSError where this process may not change its user, or the id does not exist here.
    """
    if Held.now().is_effective(Capability.SETPCAP):
        forget_bounding()
    switch(Switch.KEEP_CAPABILITIES, int(reads_past_modes))
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    drop_capabilities(reads_past_modes=reads_past_modes)


def end_all_of(uid: int) -> None:
    """End every process of a user that is set aside, so that none goes on beside the next child.

    To be called as root. Who ends them is a process that may signal this user's processes and no
    other's, and that they cannot signal first. It is forked only where there is anybody to end,
    since a server is large: to fork it takes as long as all else between two children.
    Raises OSError where it cannot be forked.
    """
    for _ in range(ENDING_TRIES):
        if not has_processes(uid):
            return
        ender = os.fork()
        if ender == 0:
            _end_all_of(uid)
        _, status = os.waitpid(ender, 0)
        if os.WIFEXITED(status):  # not ended itself, by one who ended another user's at that time
            return


def has_processes(uid: int) -> bool:
    """Whether any process of this machine that can be seen from here is the user's.

    The kernel looks through all of them, and compares their real users, which a process without
    capabilities cannot change.
    """
    try:
        os.getpriority(os.PRIO_USER, uid)
    except ProcessLookupError:
        return False
    return True


def _end_all_of(uid: int) -> None:
    """In a process of its own, which does not return."""
    try:
        own = worker_uid(ENDING)
        os.setgroups([])
        os.setresgid(own, own, own)
        os.setresuid(own, uid, own)
        # With CAP_KILL the next line would end the whole machine's processes.
        drop_capabilities()
        os.kill(-1, signal.SIGKILL)
    finally:
        os._exit(0)


def can_read_past_modes() -> bool:
    """Whether this process holds the capability that `become` can keep."""
    return Held.now().is_permitted(Capability.DAC_READ_SEARCH)


def drop_capabilities(*, reads_past_modes: bool = False) -> None:
    """Hold no capability, or only the one to read whatever files' modes say."""
    hold_only({Capability.DAC_READ_SEARCH} if reads_past_modes else ())


def lock() -> None:
    """Regain nothing by executing a program, be undebuggable, and die with the parent.

    To be called after the last change of user, which resets the last two.
    """
    switch(Switch.NO_NEW_PRIVILEGES)
    switch(Switch.DUMPABLE, 0)
    switch(Switch.DEATH_SIGNAL, signal.SIGKILL)
