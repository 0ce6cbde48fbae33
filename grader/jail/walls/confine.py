"""Confines the current process, in place and for good, before the first line of student code."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
import os
from pathlib import Path
import tempfile

from grader.jail.walls.limits import Limits


class ConfinementError(Exception):
    """A protection that was asked for could not be had: no student code may run here."""


@dataclass(frozen=True)
class Confinement:
    """What a child is to be confined to.

    `readable` are paths beyond Python, its packages and system libraries. `scratch` is the one
    folder that may be written to and becomes the working directory; without one, no file can be
    created or changed anywhere. `keep_open` are the descriptors that survive, standard output
    and error among them where wanted. `landlock`, `seccomp` and `other_user` say which
    protections to apply, as `protections.probe` found them to hold; without `resource_limits`,
    `privileges` or `environment`, that one is applied as far as it can be. What is `watched` is how
    much lies in `scratch`: no file there can then be removed, and used on without a name.
    `parent` is the process that forks.
    """

    limits: Limits
    readable: tuple[Path, ...] = ()
    scratch: Path | None = None
    keep_open: tuple[int, ...] = (1, 2)
    landlock: bool = True
    seccomp: bool = True
    other_user: bool = True
    resource_limits: bool = True
    privileges: bool = True
    environment: bool = True
    uid: int = 0
    reads_past_modes: bool = False
    watched: bool = False
    tasks_of_user: int = 0
    parent: int = field(default_factory=os.getpid)

    def __post_init__(self) -> None:
        """Raises ValueError for a combination that would protect nothing."""
        if self.other_user and self.uid == 0:
            raise ValueError("another user than root must be named to run as")
        if self.reads_past_modes and not (self.landlock and self.seccomp and self.other_user):
            raise ValueError(
                "reading past files' modes is safe only under Landlock and seccomp, as another user"
            )

    def keeping(self, *descriptors: int) -> Confinement:
        """The same, with these descriptors as the only ones that survive."""
        return replace(self, keep_open=descriptors)


def prepare(plan: Confinement) -> None:
    """Do once, in the parent, what each child forked later would otherwise do again.

    Raises OSError where a protection of the plan is not to be had.
    """
    # Only Linux has these; everywhere else importing this module must still work.
    from grader.jail.walls import resources  # noqa: F401

    if plan.privileges:
        from grader.jail.walls import privileges  # noqa: F401
    if plan.landlock:
        from grader.jail.walls import landlock

        landlock.prepare()
    if plan.seccomp:
        from grader.jail.walls import syscalls

        syscalls.common_rules(plan.scratch is not None, not plan.watched)


def confine(plan: Confinement) -> None:
    """Apply every protection of `plan` to this process. Irreversible.

    To be called in a freshly forked child. Raises ConfinementError where one cannot be applied,
    with the process then confined in part: the caller must exit.
    """
    try:
        _confine(plan)
    except ConfinementError:
        raise
    except Exception as error:
        raise ConfinementError(f"{type(error).__name__}: {error}") from error


def _confine(plan: Confinement) -> None:
    # Before Landlock, after which the grader's own modules can no longer be imported.
    prepare(plan)
    from grader.jail.walls import resources

    _be_alone()
    # /proc/self is closed to this process once it has changed its user or lost its dumpability.
    resources.die_first_when_memory_is_short()
    os.setsid()
    os.umask(0o077)
    os.chdir(plan.scratch or "/")
    resources.close_all_but(frozenset(plan.keep_open))
    _replace_environment(plan)
    # Python remembers the parent's choice of a folder for temporary files.
    tempfile.tempdir = None if plan.scratch is None else str(plan.scratch)
    resources.limit(
        plan.limits, tasks_of_user=plan.tasks_of_user, as_far_as_possible=not plan.resource_limits
    )
    _give_up_privileges(plan)
    if os.getppid() != plan.parent:
        raise ConfinementError("the parent died before this process could be tied to it")
    _restrict(plan)


def _restrict(plan: Confinement) -> None:
    """seccomp last: it refuses the system calls that everything before it is made of."""
    if plan.landlock:
        from grader.jail.walls import landlock

        landlock.restrict(plan.readable, () if plan.scratch is None else (plan.scratch,))
    if plan.seccomp:
        from grader.jail.walls import syscalls

        syscalls.restrict(
            may_write_files=plan.scratch is not None, may_remove_files=not plan.watched
        )


def _be_alone() -> None:
    """Landlock and seccomp confine one thread: another would go on, unconfined."""
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise ConfinementError(f"{threads} threads run in the process to be confined")


def _give_up_privileges(plan: Confinement) -> None:
    if plan.other_user:
        from grader.jail.walls import privileges

        privileges.become(plan.uid, reads_past_modes=plan.reads_past_modes)
    with nullcontext() if plan.privileges else suppress(Exception):
        from grader.jail.walls import privileges

        if not plan.other_user:
            privileges.drop_capabilities()
        privileges.lock()


def _replace_environment(plan: Confinement) -> None:
    from grader.jail.walls import resources

    if plan.environment:
        resources.replace_environment(_environment(plan))
        return
    os.environ.clear()
    os.environ.update(_environment(plan))


def _environment(plan: Confinement) -> Mapping[str, str]:
    """Where libraries put their caches; nothing of the grader's own environment."""
    home = str(plan.scratch or "/")
    return {"HOME": home, "TMPDIR": home, "LC_ALL": "C.UTF-8"}
