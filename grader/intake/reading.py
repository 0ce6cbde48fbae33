"""The reading process: it looks through what was handed in and answers over a pipe.

Everything that it reads is untrusted and may be made to run forever, use up all memory, or crash
the process. So it has limits, may die at any file, and holds nothing that must not be lost: a
`Reader` starts another one. Requests and answers are lines of JSON, the name of a function here and
its arguments. It needs the standard library alone, and starts in some hundredths of a second.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
import json
import math
from pathlib import Path
import sys
import time
from typing import Any
import warnings

from grader.core.text import Message
from grader.intake.candidates import TEMPLATE
from grader.intake.choice import choose
from grader.intake.disk import LINK, DiskFolder, read_file
from grader.intake.handed_in import HandedIn, Label, Sorted, stem
from grader.intake.members import folder_of
from grader.intake.names import shown
from grader.intake.sorting import sort_class
from grader.intake.tree import Bundle, File, Folder, Refused, refused
from grader.intake.zip_archive import MOST_IN_CLASS, open_archive, zip_members

OUT_OF_MEMORY = 3
"""The exit status."""

Answer = Mapping[str, Any]


def main() -> None:
    """Answer the requests on standard input, one per line, until it ends."""
    warnings.simplefilter("ignore")  # what is odd about a stranger's source is not said here
    with ExitStack() as kept_open:
        reading = Reading(kept_open)
        for line in sys.stdin.buffer:
            request = json.loads(line)
            _limit(request["memory_bytes"], request["cpu_seconds"])
            try:
                answer = _answer(reading, request)
            except MemoryError:  # and what is left may be too little for others
                sys.exit(OUT_OF_MEMORY)
            sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
            sys.stdout.buffer.flush()


def _answer(reading: Reading, request: Mapping[str, Any]) -> Answer:
    try:
        answer: Answer = getattr(reading, request["do"])(*request["arguments"])
        return answer
    except Refused as refusal:
        return {"refused": refusal.why.to_json()}


@dataclass
class Reading:
    """What was handed in, opened and sorted; each student's by its origin."""

    kept_open: ExitStack
    _handed_in: dict[str, HandedIn] = field(default_factory=dict)

    def sort_class(self, source: str) -> Answer:
        """What each student of a class handed in, in a folder or a zip archive. Raises Refused."""
        folder, notes = self.kept_open.enter_context(_opened(Path(source)))
        return self._listing(sort_class(folder), notes)

    def sort_one(self, source: str) -> Answer:
        """The file or the folder of one student."""
        return self._listing(Sorted((_of_one(Path(source)),)), [])

    def choose(self, origin: str, functions: Sequence[str]) -> Answer:
        """The submission among what a student handed in. Raises Refused."""
        handed_in = self._handed_in.get(origin)
        if handed_in is None:
            raise Refused(Message("It no longer exists."))
        choice = asdict(choose(handed_in.folder, functions))  # and so is each message in it
        return {**choice, "source": base64.b64encode(choice["source"]).decode()}

    def _listing(self, found: Sorted, notes: Sequence[Message]) -> Answer:
        self._handed_in = {each.label.origin: each for each in found.handed_in}
        return {
            "labels": [asdict(each.label) for each in found.handed_in],
            "strays": found.strays,
            "notes": [note.to_json() for note in (*notes, *found.notes)],
        }


@contextmanager
def _opened(source: Path) -> Iterator[tuple[Folder, list[Message]]]:
    """The folder to look through, and notes on what in it cannot be trusted."""
    if source.is_dir():
        yield DiskFolder(source.resolve()), []
        return
    with open_archive(source) as archive:
        if len(archive.infolist()) > MOST_IN_CLASS:
            raise Refused(
                Message(
                    "It holds more than {most_in_class} files and folders.",
                    most_in_class=MOST_IN_CLASS,
                )
            )
        folder, faults = folder_of(source.name, zip_members(archive))
        name = shown(source.name)
        yield (
            folder,
            [Message("In {archive}: {fault}", archive=name, fault=each) for each in faults],
        )


def _of_one(source: Path) -> HandedIn:
    """A file under its own name, a folder under the name of the hand-out."""
    if source.is_dir() and not source.is_symlink():
        return HandedIn(Label(TEMPLATE, source.name), DiskFolder(source))
    file = File(source.name, lambda most: read_file(source, most))
    if source.is_symlink():
        file = refused(source.name, LINK)
    return HandedIn(Label(stem(source.name), source.name), Bundle(source.name, (file,)))


def _limit(memory_bytes: int, cpu_seconds: float) -> None:
    """Limit this process; its time counts from now. Systems differ in what they can limit."""
    try:
        import resource
    except ImportError:  # Windows
        return
    end = math.ceil(time.process_time() + cpu_seconds)
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, end),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, resource.getrlimit(limit)[1]))
