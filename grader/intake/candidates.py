"""A file that may be the submission, looked into: searched for words, never run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
import re

from grader.core.submission import LARGEST, in_utf8
from grader.core.text import Message
from grader.intake.disk import size
from grader.intake.handed_in import is_disguised, kind, stem
from grader.intake.names import shown
from grader.intake.notebook import LARGEST_NOTEBOOK, NotPython, python_of
from grader.intake.tree import File, Found, Refused

TEMPLATE = "student_template"
"""The name of the hand-out without its extension."""

_OPEN_BLANK = re.compile(rb"^[ \t]*raise[ \t]+NotImplementedError\b", re.MULTILINE)
_DEFINITION = re.compile(rb"^def[ \t]+\w+[ \t]*\(", re.MULTILINE)
_NOTEBOOK = re.compile(rb'\s*\{.*"cells"\s*:', re.DOTALL)


@dataclass(frozen=True)
class Candidate:
    """A file that may be the submission: its source, or the problem with it.

    `remarks` say what had to be done to read it. `defined` counts the blanks' functions in it,
    `is_untouched` says that all are still open. There may be a problem with a source, too: that of
    a notebook with a cell that is not Python.
    """

    found: Found
    source: bytes
    problem: Message | None
    remarks: tuple[Message, ...]
    defined: int
    is_untouched: bool

    @property
    def is_unreadable(self) -> bool:
        """Whether there is nothing that could be marked."""
        return not self.source.strip()

    @property
    def rank(self) -> tuple[object, ...]:
        """The better, the lower: by content first, then by name, then by place."""
        name = self.found.file.name
        called = stem(name)
        return (
            -self.defined,
            not self.is_unreadable,  # rather its problem than the mark of what defines nothing
            self.is_untouched,
            bool(self.problem),
            called != TEMPLATE,
            not called.startswith(TEMPLATE),  # in another language: student_template_zh
            len(self.found.path),
            kind(name) != ".py",
            is_disguised(name),
        )


def look_into(found: Found, functions: Sequence[str]) -> Candidate:
    """A file of one of the kinds that are handed in."""
    remarks: tuple[Message, ...] = ()
    source = b""
    problem: Message | None = None
    try:
        source, remarks = _read_source(found.file)
        problem = None if source.strip() else Message("It is empty.")
    except NotPython as refusal:
        source, problem = refusal.source, refusal.why
    except Refused as refusal:
        problem = refusal.why
    return _candidate(found, source, problem, remarks, functions)


def look_for_code(found: Found, functions: Sequence[str]) -> Candidate | None:
    """A file whose name does not say what it is: None where it has none of the functions in it."""
    try:
        content = found.file.read(LARGEST_NOTEBOOK)
        is_notebook = _NOTEBOOK.match(content[:LARGEST]) is not None
        source = python_of(content) if is_notebook else _text(content)[0]
    except Refused:
        return None
    name = shown(found.file.name)
    said = (
        Message("{name} is read as a notebook, although its name differs.", name=name)
        if is_notebook
        else Message("{name} is read as Python, although its name differs.", name=name)
    )
    candidate = _candidate(found, source, None, (said,), functions)
    return candidate if candidate.defined else None


def looks_like_code(file: File) -> bool:
    """Whether a file without an ending is Python, or a notebook, by what is in it."""
    try:
        content = file.read(LARGEST)
    except Refused:
        return False
    return _DEFINITION.search(content) is not None or _NOTEBOOK.match(content) is not None


def _candidate(
    found: Found,
    source: bytes,
    problem: Message | None,
    remarks: tuple[Message, ...],
    functions: Sequence[str],
) -> Candidate:
    defined = sum(
        re.search(rb"^def[ \t]+%s\b" % re.escape(name.encode()), source, re.MULTILINE) is not None
        for name in functions
    )
    is_untouched = len(_OPEN_BLANK.findall(source)) >= max(1, len(functions))
    return Candidate(found, source, problem, remarks, defined, is_untouched)


def _read_source(file: File) -> tuple[bytes, tuple[Message, ...]]:
    """The Python source in a file, and what had to be done to read it. Raises Refused."""
    remarks: tuple[Message, ...] = ()
    if is_disguised(file.name):
        name, ending = shown(file.name), kind(file.name)
        remarks = (Message("{name} is read as a {kind} file.", name=name, kind=ending),)
    if kind(file.name) == ".ipynb":
        return python_of(file.read(LARGEST_NOTEBOOK)), remarks
    source, was_utf16 = _text(file.read(2 * LARGEST))
    if was_utf16:
        remark = Message("{name} is in UTF-16 and is read as such.", name=shown(file.name))
        remarks = (*remarks, remark)
    return source, remarks


def _text(content: bytes) -> tuple[bytes, bool]:
    """A source as Python reads it; whether it was in UTF-16. Raises Refused."""
    try:
        source = in_utf8(content)
    except UnicodeDecodeError as error:
        raise Refused(Message("It begins like UTF-16, but is not valid UTF-16.")) from error
    if b"\0" in source:
        raise Refused(Message("It is not text, whatever its name says."))
    if len(source) > LARGEST:
        raise Refused(Message("It is larger than {largest}.", largest=size(LARGEST)))
    return source, source is not content
