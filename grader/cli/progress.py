"""The progress of a batch: live in a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections import Counter
from statistics import fmean
import sys
import time
from types import TracebackType

from grader.core.report import Report
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
        self._scores: list[float] = []
        self._without: Counter[str] = Counter()
        console = Console(stderr=True, highlight=False)
        self._live = console.is_terminal
        self._bar = LiveBar(
            TextColumn("grading"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]:.0f} a minute{task.fields[mean]}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not self._live,
        )
        self._task = self._bar.add_task("", total=total, completed=done, rate=0.0, mean="")

    def advance(self, report: Report) -> None:
        """Count one more submission."""
        self._done += 1
        if report.score is not None:
            self._scores.append(report.score)
        else:
            self._without[report.status] += 1
        tried = self._done - self._first
        now = time.monotonic()
        rate = 60 * tried / (now - self._started)
        of = f" of the {len(self._scores)} marked now:" if self._first else ""
        mean = f", mean{of} {fmean(self._scores):.1f}" if self._scores else ""
        self._bar.update(self._task, advance=1, rate=rate, mean=mean)
        if not self._live and (now - self._said > PLAIN_SECONDS or self._done == self._total):
            self._said = now
            graded = f"{self._done - self._without.total()} of {self._total} graded"
            words = {"unreadable": "with nothing to mark", "not_graded": "not graded"}
            rest = "".join(f", {count} {words[what]}" for what, count in self._without.items())
            print(f"{graded}{rest}, {rate:.0f} a minute{mean}", file=sys.stderr, flush=True)

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
