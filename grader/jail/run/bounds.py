"""What a server holds its children to: the protections of this machine, and the limits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
import stat
import tempfile
from typing import Any

from grader.jail.proof.protections import (
    LANDLOCK,
    OTHER_USER,
    SCRATCH,
    SECCOMP,
    Machine,
    Protection,
)
from grader.jail.walls.confine import Confinement
from grader.jail.walls.limits import Limits
from grader.jail.walls.scratch import Scratch, clear_public_places, is_over, open_scratch


@dataclass(frozen=True)
class Bounds:
    """`machine` is None where the instructor said `--unconfined`. `readable` are files beyond
    Python's own, such as a network's. `worker` is the number of the user that was taken for the
    children of one server (`grader.jail.walls.users`), and `neighbours` how many other servers'
    children may run at the same time. `folder` is where scratch folders are made."""

    machine: Machine | None
    limits: Limits
    readable: tuple[str, ...] = ()
    worker: int = 0
    neighbours: int = 0
    folder: str = ""

    def to_json(self) -> dict[str, Any]:
        """For the message that starts a server."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Bounds:
        """What `to_json` made."""
        machine = data["machine"]
        if machine is not None:
            protections = tuple(Protection(**each) for each in machine["protections"])
            machine = Machine(protections, machine["reads_past_modes"])
        limits, readable = Limits(**data["limits"]), tuple(data["readable"])
        return cls(**{**data, "machine": machine, "limits": limits, "readable": readable})

    def closed(self) -> tuple[str, ...]:
        """What children must read, and could not by its modes: a file of the assignment may lie
        in a folder that only root can enter."""
        if self.machine is None or not self.machine.holds(OTHER_USER):
            return ()
        return tuple(path for path in self.readable if not _is_open_to_all(Path(path)))

    def out_of_reach(self) -> tuple[str, ...]:
        """What is closed where children cannot keep the capability to read it all the same."""
        closed = self.closed()
        if not closed or self.machine is None:
            return ()
        from grader.jail.walls import privileges

        confined = self.machine.holds(LANDLOCK) and self.machine.holds(SECCOMP)
        return () if confined and privileges.can_read_past_modes() else closed

    @contextmanager
    def open_cell(self) -> Iterator[Cell]:
        """The surroundings of one server's children, one after another; to be called
        in the server.
        """
        if self.machine is None:
            yield Cell(None, None, self.limits)
            return
        readable = tuple(Path(path) for path in self.readable)
        plan = self.machine.confinement(self.limits, worker=self.worker, readable=readable)
        bounded = self.machine.holds(SCRATCH)
        plan = replace(plan, watched=not bounded)
        uid = plan.uid if self.machine.holds(OTHER_USER) else None
        if self.closed() and not self.out_of_reach():
            plan = replace(plan, reads_past_modes=True)
        base = Path(self.folder or tempfile.gettempdir())
        with open_scratch(base, self.limits, uid=uid, bounded=bounded) as scratch:
            yield Cell(plan, scratch, self.limits, self.neighbours)


def _is_open_to_all(path: Path) -> bool:
    """Whether any user of the machine may read a file."""
    above = all(folder.stat().st_mode & stat.S_IXOTH for folder in path.resolve().parents)
    return above and bool(path.stat().st_mode & stat.S_IROTH)


class Cell:
    """A confinement and its scratch folder, used for one child after another.

    `plan` is None, and there is no scratch, where the instructor said `--unconfined`.
    """

    def __init__(
        self,
        plan: Confinement | None,
        scratch: Scratch | None,
        limits: Limits,
        neighbours: int = 0,
    ) -> None:
        """`neighbours` children of other servers may run at the same time."""
        self.limits = limits
        self._plan, self._scratch, self._neighbours = plan, scratch, neighbours
        self._is_clean = True

    @property
    def plan(self) -> Confinement | None:
        """What the next child is confined to. Raises OSError where it can have no clean folder."""
        if self._plan is None or self._scratch is None:
            return self._plan
        if not self._is_clean:
            self._clean(self._plan, self._scratch)
        plan = replace(self._plan, scratch=self._scratch.folder)
        if plan.other_user:
            return plan
        from grader.jail.walls.resources import tasks_of_user  # Unix only

        # One user's tasks are counted together, and the neighbours may start theirs later.
        tasks = tasks_of_user() + self._neighbours * self.limits.threads
        return replace(plan, tasks_of_user=tasks)

    def overflows(self) -> bool:
        """Whether the child has written more than it may, where the kernel does not enforce it."""
        scratch = self._scratch
        return scratch is not None and not scratch.bounded and is_over(scratch.folder, self.limits)

    def sweep(self) -> None:
        """End and remove what a child left, so that the next starts from the same state.

        Raises nothing, so that no answer is lost: where it fails, `plan` says so.
        """
        if self._plan is None or self._scratch is None:
            return
        self._is_clean = False
        with suppress(OSError):
            self._clean(self._plan, self._scratch)

    def _clean(self, plan: Confinement, scratch: Scratch) -> None:
        if plan.other_user:
            from grader.jail.walls.privileges import end_all_of  # Linux only

            end_all_of(plan.uid)
            if not plan.landlock:
                clear_public_places(plan.uid)
        scratch.renew()
        self._is_clean = True
