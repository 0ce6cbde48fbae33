"""How a batch is getting on: live in a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from grader.report import Report
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as LiveBar

PLAIN_SECONDS = 10.0


class Progress:
    """Counts results; to be used as a context."""

    def __init__(self, total: int, done: int) -> None:
        """`done` of `total` submissions are graded already."""
        self._total, self._done, self._first = total, done, done
        self._started = self._said = time.monotonic()
        self._score = 0.0
        console = Console(stderr=True, highlight=False)
        self._live = console.is_terminal
        self._bar = LiveBar(
            TextColumn("grading"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]:.0f} a minute"),
            TimeRemainingColumn(),
            TextColumn("mean {task.fields[mean]:.1f}"),
            console=console,
            transient=True,
            disable=not self._live,
        )
        self._task = self._bar.add_task("", total=total, completed=done, rate=0.0, mean=0.0)

    def advance(self, report: Report) -> None:
        """Another submission is done."""
        self._done += 1
        self._score += report.score or 0.0
        graded = self._done - self._first
        now = time.monotonic()
        rate, mean = 60 * graded / (now - self._started), self._score / graded
        self._bar.update(self._task, advance=1, rate=rate, mean=mean)
        if not self._live and (now - self._said > PLAIN_SECONDS or self._done == self._total):
            self._said = now
            print(
                f"{self._done} of {self._total} graded, {rate:.0f} a minute, mean {mean:.1f}",
                file=sys.stderr,
                flush=True,
            )

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()
