"""Which protections hold on this machine, and what to do about those that do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
import os
from pathlib import Path
import sys

from grader.core.text import message
from grader.jail.walls.confine import Confinement
from grader.jail.walls.limits import Limits

LANDLOCK = "Landlock"
SECCOMP = "seccomp"
OTHER_USER = "other user"
LIMITS = "resource limits"
PRIVILEGES = "no privileges"
ENVIRONMENT = "empty environment"
SCRATCH = "bounded scratch folder"

WITHOUT_ROOT = (LANDLOCK, SECCOMP, LIMITS, PRIVILEGES, ENVIRONMENT)
"""The protections that any user of a recent Linux has."""

FOR_STRANGERS = (SECCOMP, LIMITS, PRIVILEGES, ENVIRONMENT)
"""Strangers' code is not run without all of these. Landlock and another user are not among them:
what is missing without them shows in what can be reached."""

PREVENTS = {
    LANDLOCK: message("reading or writing any file but Python's own and the scratch folder"),
    SECCOMP: message(
        "starting processes, opening sockets, signalling or debugging other processes, "
        "and the kernel's less guarded parts"
    ),
    OTHER_USER: message("touching the grader's files and processes by being their owner"),
    LIMITS: message("using up memory, processor time, threads and open files"),
    PRIVILEGES: message("using or regaining root's capabilities"),
    ENVIRONMENT: message("reading tokens from the grader's environment"),
    SCRATCH: message(
        "filling the disk; without it the scratch folder is watched, the child is killed when "
        "it writes too much there, and no file there can be removed"
    ),
}
REMEDIES = {
    LANDLOCK: message(
        "Use Linux 5.13 or later with landlock among the kernel's lsm=, and in a container "
        "a seccomp profile that permits the landlock_* system calls (Docker 23 or later does)."
    ),
    SECCOMP: message("Install libseccomp (apt install libseccomp2, dnf install libseccomp)."),
    OTHER_USER: message(
        "Start the grader as root with the capabilities SETUID and SETGID, as containers "
        "have by default."
    ),
    LIMITS: message("Use Linux 4.7 or later."),
    PRIVILEGES: message("Use Linux 4.3 or later."),
    ENVIRONMENT: message("Mount /proc."),
    SCRATCH: message(
        "Start the grader as a user who may mount: as root with the capability SYS_ADMIN, or "
        "as an ordinary user where user namespaces are permitted (containers rarely do)."
    ),
}
PYTHON_OUT_OF_REACH = message(
    "Install Python where every user can read it (/usr, /opt; not under a home that only its "
    "owner may enter) and rebuild the virtual environment; or enable Landlock, seccomp and the "
    "capability DAC_READ_SEARCH."
)
NOT_LINUX = message("Grade on Linux, or in a Linux container.")


@dataclass(frozen=True)
class Protection:
    """One protection: whether it holds here, found by trying to break it.

    Where it does not hold, `problem` says why, and `remedy` what to do. All three are English, and
    translated where they are shown.
    """

    name: str
    holds: bool
    prevents: str
    remedy: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Machine:
    """What this machine can confine student code with.

    `reads_past_modes` says that another user could not read Python's files by their modes alone.
    """

    protections: tuple[Protection, ...]
    reads_past_modes: bool = False

    def holds(self, name: str) -> bool:
        """Raises KeyError for a name that is not that of a protection."""
        return {each.name: each.holds for each in self.protections}[name]

    @property
    def confines(self) -> bool:
        """Whether anything holds here at all."""
        return any(each.holds for each in self.protections)

    def lacks(self, names: tuple[str, ...]) -> tuple[Protection, ...]:
        """The protections of these names that do not hold."""
        return tuple(each for each in self.protections if each.name in names and not each.holds)

    def confinement(
        self,
        limits: Limits,
        *,
        worker: int = 0,
        scratch: Path | None = None,
        readable: tuple[Path, ...] = (),
        keep_open: tuple[int, ...] = (1, 2),
    ) -> Confinement:
        """All protections that hold, for the children of one worker; made in that worker.

        Limits, privileges and environment are applied as far as possible even where they do not
        hold.

        Raises ValueError for a worker's number that no user is set aside for.
        """
        from grader.jail.walls import privileges, resources

        other_user = self.holds(OTHER_USER)
        return Confinement(
            limits=limits,
            readable=readable,
            scratch=scratch,
            keep_open=keep_open,
            landlock=self.holds(LANDLOCK),
            seccomp=self.holds(SECCOMP),
            other_user=other_user,
            resource_limits=self.holds(LIMITS),
            privileges=self.holds(PRIVILEGES),
            environment=self.holds(ENVIRONMENT),
            uid=privileges.worker_uid(worker) if other_user else 0,
            reads_past_modes=other_user and self.reads_past_modes,
            tasks_of_user=0 if other_user else resources.tasks_of_user(),
        )


def probe() -> Machine:
    """Try to break each protection, in forked children. Takes about a tenth of a second.

    To be called before any thread is started, and so before a framework is loaded.
    """
    if sys.platform != "linux":
        return Machine(
            tuple(_fails(name, message("this is not Linux"), NOT_LINUX) for name in PREVENTS)
        )
    from grader.jail.proof import probes
    from grader.jail.walls import privileges, scratch

    landlock = _protection(LANDLOCK, probes.landlock)
    seccomp = _protection(SECCOMP, probes.seccomp)
    other_user, reads_past_modes = _other_user(landlock.holds and seccomp.holds)
    uid = privileges.FIRST_WORKER_UID if other_user.holds else None
    limits = partial(probes.limits, uid, reads_past_modes=reads_past_modes)
    protections = (
        landlock,
        seccomp,
        other_user,
        _limits(limits, other_user),
        _protection(PRIVILEGES, probes.privileges),
        _protection(ENVIRONMENT, probes.environment),
        _protection(SCRATCH, scratch.why_no_tmpfs),
    )
    return Machine(protections, reads_past_modes)


def _protection(name: str, attempt: Callable[[], str | None]) -> Protection:
    problem = attempt()
    return _holds(name) if problem is None else _fails(name, problem, REMEDIES[name])


def _holds(name: str) -> Protection:
    return Protection(name, True, PREVENTS[name])


def _fails(name: str, problem: str, remedy: str) -> Protection:
    return Protection(name, False, PREVENTS[name], remedy, problem)


def _limits(attempt: Callable[[], str | None], other_user: Protection) -> Protection:
    """As root without another user: root's threads are not bounded by any limit."""
    problem = attempt()
    if problem is None or other_user.holds or os.geteuid() != 0:
        return _protection(LIMITS, lambda: problem)
    words = f"{problem}, as not all limits bind root, and no other user is available"
    return _fails(LIMITS, words, other_user.remedy)


def _other_user(can_read_past_modes: bool) -> tuple[Protection, bool]:
    """The protection, and whether it needs the capability to read past files' modes.

    Python may live under a home that only root can enter. Where Landlock and seccomp hold, the
    child keeps the one capability that passes by it; where not, keeping it would open every file
    of the machine, so the child cannot be another user.
    """
    from grader.jail.proof import probes
    from grader.jail.walls import privileges

    if os.geteuid() != 0:
        return _fails(
            OTHER_USER, message("the grader was not started as root"), REMEDIES[OTHER_USER]
        ), False
    uid = privileges.FIRST_WORKER_UID
    problem = probes.other_user(uid, reads_past_modes=False)
    if problem is None:
        return _holds(OTHER_USER), False
    if can_read_past_modes and probes.other_user(uid, reads_past_modes=True) is None:
        return _holds(OTHER_USER), True
    out_of_reach = probes.OUT_OF_REACH in problem
    remedy = PYTHON_OUT_OF_REACH if out_of_reach else REMEDIES[OTHER_USER]
    return _fails(OTHER_USER, problem, remedy), False
