"""Who student code runs as: another user, without any capability, unable to regain one."""

from __future__ import annotations

import os
import signal

import pyprctl
from pyprctl import Cap, CapState

# Users that no distribution hands out (systemd's list of uids leaves 60578 to 61183 unused) and
# that exist in a container with the usual 65536 ids.
FIRST_WORKER_UID = 60_600
WORKER_UIDS = 500


def worker_uid(worker: int) -> int:
    """The user for the children of one worker: no worker's child can touch another's.

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
    _forget_bounding_capabilities()
    pyprctl.set_keepcaps(reads_past_modes)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    drop_capabilities(reads_past_modes=reads_past_modes)


def can_read_past_modes() -> bool:
    """Whether this process holds the capability that `become` can keep."""
    return Cap.DAC_READ_SEARCH in CapState.get_current().permitted


def drop_capabilities(*, reads_past_modes: bool = False) -> None:
    """Hold no capability, or only the one to read whatever files' modes say."""
    kept = {Cap.DAC_READ_SEARCH} if reads_past_modes else set()
    pyprctl.cap_ambient_clear_all()
    CapState(effective=kept, permitted=kept, inheritable=set()).set_current()


def _forget_bounding_capabilities() -> None:
    if Cap.SETPCAP in CapState.get_current().effective:
        pyprctl.capbset.clear()


def lock() -> None:
    """Regain nothing by executing a program, be no one's to debug, die with the parent.

    To be called after the last change of user, which resets the last two.
    """
    pyprctl.set_no_new_privs()
    pyprctl.set_dumpable(False)
    pyprctl.set_pdeathsig(signal.SIGKILL)
