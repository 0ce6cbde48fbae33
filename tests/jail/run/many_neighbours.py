"""32 servers of one ordinary user, whose children all start 40 threads at the same time.

Prints how many threads each child could start.
"""

from __future__ import annotations

from dataclasses import replace
from multiprocessing import Barrier, Pipe, get_context
import os
import tempfile
import threading
import time
from typing import Any

from grader.jail.proof.protections import LANDLOCK, SCRATCH, probe
from grader.jail.run.bounds import Bounds
from grader.jail.walls.forked import run_in_child
from grader.jail.walls.limits import Limits

SERVERS, THREADS = 32, 40
SECONDS = 3.0


def child() -> int:
    """How many threads can be started, none of which ends before the others have theirs."""
    threading.stack_size(65_536)
    started = 0
    try:
        for _ in range(THREADS):
            threading.Thread(target=time.sleep, args=(SECONDS,), daemon=True).start()
            started += 1
    except RuntimeError:
        return started
    time.sleep(SECONDS)
    return started


def server(bounds: Bounds, all_open: Any, says: Any) -> None:
    with bounds.open_cell() as cell:
        all_open.wait()
        outcome = run_in_child(child, cell.plan, seconds=120)
        says.send(outcome.value or outcome)


def main() -> None:
    assert os.getuid() != 0
    # A Python that only root may enter can be opened by this user, who holds a capability for it,
    # only without Landlock, and outside of the user namespace that a bounded scratch folder needs.
    machine = replace(
        probe(),
        protections=tuple(
            replace(each, holds=each.holds and each.name not in (LANDLOCK, SCRATCH))
            for each in probe().protections
        ),
    )
    context = get_context("fork")
    all_open = Barrier(SERVERS)
    with tempfile.TemporaryDirectory() as folder:
        bounds = Bounds(machine, Limits(), neighbours=SERVERS - 1, folder=folder)
        pipes = [Pipe(duplex=False) for _ in range(SERVERS)]
        servers = [
            context.Process(target=server, args=(bounds, all_open, theirs)) for _, theirs in pipes
        ]
        for each in servers:
            each.start()
        for ours, _ in pipes:
            print(ours.recv())
        for each in servers:
            each.join()


if __name__ == "__main__":
    main()
